// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/run/run_sheet.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/base/icons.h"
#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/commands/run_commands.h"

namespace weft::ui {

RunSheet::RunSheet(QWidget* parent) : QWidget(parent), m_reader(this) {
    setObjectName(QStringLiteral("runSheet"));
    build();
    connect(&m_reader, &DataReader::ready, this, &RunSheet::refreshSteps);
    connect(&m_reader, &DataReader::failed, this, &RunSheet::refreshSteps);
    refresh();
}

void RunSheet::build() {
    m_words = new QLabel(this);
    m_words->setWordWrap(true);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_mine = new QPushButton(tr("Make these mine"), this);
    m_mine->setObjectName(QStringLiteral("rowsMine"));
    m_below = new QWidget(this);
    m_add = new QToolButton(m_below);
    m_add->setObjectName(QStringLiteral("rowAdd"));
    m_add->setText(tr("Add a row"));
    m_add->setIcon(lineIcon(QStringLiteral("plus")));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_add);
    m_add->setMenu(menu);
    const auto offer = [&](const QString& name, RowKind kind) {
        connect(menu->addAction(name), &QAction::triggered, this, [this, name, kind] {
            edit(tr("Add row %1").arg(name), [kind](Edit& e) {
                if (e.document().rows().empty()) { (void)makeRowsMine(e); }
                addRow(e, kind);
                return okStatus();
            });
        });
    };
    offer(tr("Train"), RowKind::Train);
    offer(tr("Validate"), RowKind::Validate);
    offer(tr("Other"), RowKind::Other);
    const auto field = [&](const QString& name, int least) {
        auto* made = new QSpinBox(m_below);
        made->setObjectName(name);
        made->setRange(least, 1'000'000'000);
        made->setKeyboardTracking(false);
        made->setMinimumWidth(60);
        made->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        return made;
    };
    m_epochs = field(QStringLiteral("runEpochs"), 1);
    m_steps = field(QStringLiteral("runSteps"), 0);
    m_steps->setSpecialValueText(tr("until epochs end"));
    m_seed = field(QStringLiteral("runSeed"), 0);
    m_seed->setSpecialValueText(tr("a new one each run"));
    m_estimate = new QLabel(m_below);
    m_estimate->setObjectName(QStringLiteral("runEstimate"));
    m_estimate->setForegroundRole(QPalette::PlaceholderText);
    m_estimate->setWordWrap(true);
    auto* grid = new QGridLayout(m_below);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_add, 0, 0, 1, 2, Qt::AlignLeft);
    int line = 1;
    const auto add = [&](const QString& caption, QWidget* input) {
        auto* label = new QLabel(caption, m_below);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(input);
        input->setAccessibleName(caption);
        grid->addWidget(label, line, 0);
        grid->addWidget(input, line++, 1);
    };
    add(tr("epochs"), m_epochs);
    add(tr("steps"), m_steps);
    add(tr("seed"), m_seed);
    grid->addWidget(m_estimate, line, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(12, 12, 12, 12);
    m_column->setSpacing(8);
    m_column->addWidget(m_words);
    m_column->addWidget(m_mine);
    m_column->addWidget(m_below);
    m_column->addStretch();
    connect(m_mine, &QPushButton::clicked, this,
            [this] { edit(tr("Make the rows mine"), [](Edit& e) { return makeRowsMine(e); }); });
    const auto settings = [this](QSpinBox* box, const QString& label, const QString& key,
                                 std::int64_t weft::Settings::*member) {
        connect(box, &QSpinBox::valueChanged, this, [this, label, key, member](int value) {
            if (m_filling) { return; }
            edit(
                label,
                [&](Edit& e) {
                    return changeSettings(e, [&](weft::Settings& s) { s.*member = value; });
                },
                key);
        });
    };
    settings(m_epochs, tr("Change epochs"), QStringLiteral("epochs"), &weft::Settings::epochs);
    settings(m_steps, tr("Change steps"), QStringLiteral("steps"), &weft::Settings::steps);
    settings(m_seed, tr("Change the seed"), QStringLiteral("seed"), &weft::Settings::seed);
}

void RunSheet::setDrawing(Drawing* drawing) {
    if (m_drawing != nullptr) { disconnect(m_drawing, nullptr, this, nullptr); }
    m_drawing = drawing;
    m_reader.cancel();
    m_looked.clear();
    if (drawing != nullptr) {
        connect(drawing, &Drawing::edited, this, &RunSheet::refresh);
        // What can be fetched is known only then.
        connect(drawing, &Drawing::expanded, this, &RunSheet::refresh);
    }
    refresh();
}

void RunSheet::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void RunSheet::edit(const QString& label, const std::function<Status(Edit&)>& fill,
                    const QString& key) {
    if (m_drawing == nullptr) { return; }
    const Status done = m_drawing->edit(label, 0, fill, key);
    refresh();
    if (done.ok()) { return; }
    m_words->setText(toQt(messageOf(done)));
    m_words->show();
}

void RunSheet::refresh() {
    if (m_drawing == nullptr) {
        refreshCards({}, false);
        m_words->setText(tr("Only a project has a run sheet."));
        m_words->show();
        m_mine->hide();
        m_below->hide();
        return;
    }
    if (!isVisible()) { return; }
    const Document& document = m_drawing->document();
    const bool mine = !document.rows().empty();
    const std::vector<RunRow> rows = rowsInUse(document);
    m_words->setVisible(!mine);
    m_words->setText(rows.empty() ? tr("Nothing to train yet: choose Minimise this on a scalar, or "
                                       "add an optimizer.")
                                  : tr("What Train does, from the optimizers and metrics drawn:"));
    m_mine->setVisible(!mine && !rows.empty());
    m_below->show();
    refreshCards(rows, mine);
    m_filling = true;
    const weft::Settings& settings = document.settings();
    m_epochs->setValue(static_cast<int>(settings.epochs));
    m_steps->setValue(static_cast<int>(settings.steps));
    m_seed->setValue(static_cast<int>(settings.seed));
    m_filling = false;
    refreshSteps();
}

void RunSheet::refreshCards(const std::vector<RunRow>& rows, bool mine) {
    while (m_cards.size() > rows.size()) {
        // It may be the sender of what is going on.
        m_cards.back()->hide();
        m_cards.back()->deleteLater();
        m_cards.pop_back();
    }
    while (m_cards.size() < rows.size()) { addCard(m_cards.size()); }
    if (rows.empty()) { return; }
    const RunChoices choices = runChoicesOf(*m_drawing->current());
    for (std::size_t i = 0; i < rows.size(); ++i) { m_cards[i]->setRow(rows[i], choices, mine); }
}

void RunSheet::addCard(std::size_t index) {
    auto* card = new RunCard(this);
    m_cards.push_back(card);
    m_column->insertWidget(1 + static_cast<int>(index), card);
    connect(card, &RunCard::changeWanted, this,
            [this, card](const QString& label, const QString& key,
                         const std::function<void(RunRow&)>& change) {
                const ItemId id = card->row().id;
                edit(
                    label, [&](Edit& e) { return changeRow(e, id, change); },
                    key.isEmpty() ? key : key + QString::number(id.value));
            });
    connect(card, &RunCard::removeWanted, this, [this, card] {
        const ItemId id = card->row().id;
        edit(tr("Remove row %1").arg(toQt(card->row().name)), [id](Edit& e) {
            e.remove(id);
            return okStatus();
        });
    });
    connect(card, &RunCard::moveWanted, this, [this, card, index](int by) {
        const ItemId id = card->row().id;
        const int place = static_cast<int>(index) + by;
        edit(tr("Move row %1").arg(toQt(card->row().name)),
             [id, place](Edit& e) { return moveRow(e, id, place); });
    });
}

/// Rows of the data that feeds the run, where that is known by now; begins to look.
std::optional<std::int64_t> RunSheet::rowsOf(const RunRow& row) {
    const auto& bindings = m_drawing->current()->expansion.bindings;
    if (bindings.empty()) { return 1; }
    const Item* item = m_drawing->document().item(bindings.front().data);
    const auto* source = item == nullptr ? nullptr : item->as<DataItem>();
    if (source == nullptr) { return std::nullopt; }
    const QString name = toQt(source->source);
    if (name != m_looked) {
        m_looked = name;
        m_reader.read(name, dataFolderOf(m_drawing->path()));
    }
    const DataPreview* preview = m_reader.preview();
    if (preview == nullptr) { return std::nullopt; }
    for (const auto& [split, count] : preview->splits) {
        if (split == row.split) { return count; }
    }
    const auto train = static_cast<std::int64_t>(
        std::llround(source->trainFraction * static_cast<double>(preview->rows)));
    return row.split == "train"  ? train
           : row.split == "test" ? preview->rows - train
                                 : preview->rows;
}

void RunSheet::refreshSteps() {
    if (m_drawing == nullptr) { return; }
    const std::optional<std::int64_t> steps =
        estimatedSteps(m_drawing->document(), [this](const RunRow& row) { return rowsOf(row); });
    m_estimate->setText(
        steps ? (*steps == 1 ? tr("1 step in all") : tr("%1 steps in all").arg(formatCount(*steps)))
              : QString());
}

}  // namespace weft::ui
