// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/run/run_card.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr int kMostRows = 10'000'000;

QToolButton* iconButton(const QString& name, const QString& icon, const QString& tip,
                        QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    if (icon.isEmpty()) { return button; }
    button->setIcon(lineIcon(icon));
    return button;
}

/// As wide as the card lets it be: an inspector is narrow.
void makeNarrow(QWidget* field) {
    field->setMinimumWidth(40);
    field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

QPushButton* menuButton(const QString& name, QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setObjectName(name);
    makeNarrow(button);
    button->setFont(fontOf(TextRole::MonoSmall));
    button->setMenu(new QMenu(button));
    return button;
}

QSpinBox* numberField(const QString& name, int least, QWidget* parent) {
    auto* field = new QSpinBox(parent);
    field->setObjectName(name);
    field->setRange(least, kMostRows);
    field->setKeyboardTracking(false);
    makeNarrow(field);
    return field;
}

template <class T>
void toggle(std::vector<T>& list, const T& value, bool on) {
    std::erase(list, value);
    if (on) { list.push_back(value); }
}

}  // namespace

RunChoices runChoicesOf(const EngineDocument& document) {
    RunChoices choices;
    if (!document.project) { return choices; }
    const Document& project = *document.project;
    const Graph& graph = document.graph();
    for (const auto& [item, node] : document.expansion.operations) {
        const Item* found = project.item(item);
        const auto* recipe = found == nullptr ? nullptr : found->as<RecipeItem>();
        const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
        const std::string& op = graph.node(node).opName;
        const bool acts =
            op.starts_with("Assign") || op.starts_with("Apply") || op == "NoOp" || op == "Print";
        if (def != nullptr ? !def->isOptimizer : !acts) { continue; }
        choices.targets.emplace_back(item, toQt(project.pathOf(item)));
    }
    for (const auto& [port, tensor] : document.expansion.outputs) {
        const OutputInfo& out = graph.output(tensor);
        const bool scalar = out.shape.hasRank() && out.shape.rank() == 0;
        if (!scalar || out.isRef || !(isFloating(out.type) || isInteger(out.type))) { continue; }
        const Item* item = project.item(port.item);
        const std::string path = project.pathOf(port.item);
        const bool one = item != nullptr && outputPorts(project, *item).size() == 1;
        choices.fetches.emplace_back(port, toQt(one ? path : path + ':' + port.port));
    }
    return choices;
}

RunCard::RunCard(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("runCard"));
    build();
    connectFields();
}

void RunCard::build() {
    m_enabled = new QCheckBox(this);
    m_enabled->setObjectName(QStringLiteral("rowEnabled"));
    m_enabled->setToolTip(tr("Whether a run makes this row's calls"));
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("rowName"));
    m_name->setFont(fontOf(TextRole::Title));
    m_up = iconButton(QStringLiteral("rowUp"), {}, tr("Earlier"), this);
    m_up->setArrowType(Qt::UpArrow);
    m_down = iconButton(QStringLiteral("rowDown"), {}, tr("Later"), this);
    m_down->setArrowType(Qt::DownArrow);
    m_remove = iconButton(QStringLiteral("rowRemove"), QStringLiteral("close"),
                          tr("Remove this row"), this);
    m_targets = menuButton(QStringLiteral("rowTargets"), this);
    m_fetches = menuButton(QStringLiteral("rowFetches"), this);
    m_split = new QComboBox(this);
    m_split->setObjectName(QStringLiteral("rowSplit"));
    m_split->addItems({QStringLiteral("train"), QStringLiteral("test"), QStringLiteral("all")});
    m_batch = numberField(QStringLiteral("rowBatch"), 0, this);
    m_batch->setSpecialValueText(tr("all rows"));
    m_mode = new QComboBox(this);
    m_mode->setObjectName(QStringLiteral("rowMode"));
    m_mode->addItems({tr("inference"), tr("training")});
    m_every = numberField(QStringLiteral("rowEvery"), 1, this);
    m_unit = new QComboBox(this);
    m_unit->setObjectName(QStringLiteral("rowUnit"));
    m_unit->addItems({tr("steps"), tr("epochs")});
    for (QComboBox* box : {m_split, m_mode, m_unit}) { makeNarrow(box); }
    makeNarrow(m_name);
    m_times = numberField(QStringLiteral("rowTimes"), 1, this);
    m_times->setSuffix(tr(" times"));
    auto* head = new QHBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_enabled);
    head->addWidget(m_name, 1);
    for (QToolButton* button : {m_up, m_down, m_remove}) { head->addWidget(button); }
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(10, 8, 10, 10);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(4);
    grid->addLayout(head, 0, 0, 1, 3);
    int line = 1;
    const auto add = [&](const QString& caption, QWidget* left, QWidget* right) {
        auto* label = new QLabel(caption, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(left);
        left->setAccessibleName(caption);
        grid->addWidget(label, line, 0);
        grid->addWidget(left, line, 1, 1, right == nullptr ? 2 : 1);
        if (right != nullptr) { grid->addWidget(right, line, 2); }
        ++line;
    };
    add(tr("target"), m_targets, nullptr);
    add(tr("fetch"), m_fetches, nullptr);
    add(tr("split"), m_split, m_batch);
    add(tr("mode"), m_mode, m_times);
    add(tr("every"), m_every, m_unit);
    m_batch->setAccessibleName(tr("batch"));
    m_batch->setToolTip(tr("Rows in a call"));
    m_times->setToolTip(tr("Calls in a row, each time it is due"));
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
}

void RunCard::connectFields() {
    const auto want = [this](const QString& label, const QString& key,
                             const std::function<void(RunRow&)>& change) {
        if (!m_filling) { emit changeWanted(label, key, change); }
    };
    connect(m_enabled, &QCheckBox::toggled, this, [want](bool on) {
        want(on ? tr("Switch a row on") : tr("Switch a row off"), {},
             [on](RunRow& row) { row.disabled = !on; });
    });
    connect(m_name, &QLineEdit::editingFinished, this, [this, want] {
        if (!m_name->isModified()) { return; }
        m_name->setModified(false);
        const std::string name = m_name->text().trimmed().toStdString();
        want(tr("Rename a row"), {}, [name](RunRow& row) { row.name = name; });
    });
    connect(m_split, &QComboBox::activated, this, [this, want] {
        const std::string split = m_split->currentText().toStdString();
        want(tr("Change a split"), {}, [split](RunRow& row) { row.split = split; });
    });
    connect(m_mode, &QComboBox::activated, this, [want](int at) {
        want(tr("Change a mode"), {}, [at](RunRow& row) {
            row.mode = at == 1 ? RunRow::Mode::Training : RunRow::Mode::Inference;
        });
    });
    connect(m_unit, &QComboBox::activated, this, [want](int at) {
        want(tr("Change when a row is due"), {},
             [at](RunRow& row) { row.unit = at == 1 ? RunRow::Unit::Epoch : RunRow::Unit::Step; });
    });
    connect(m_batch, &QSpinBox::valueChanged, this, [want](int value) {
        want(tr("Change a batch"), QStringLiteral("batch"),
             [value](RunRow& row) { row.batch = value; });
    });
    connect(m_every, &QSpinBox::valueChanged, this, [want](int value) {
        want(tr("Change when a row is due"), QStringLiteral("every"),
             [value](RunRow& row) { row.every = value; });
    });
    connect(m_times, &QSpinBox::valueChanged, this, [want](int value) {
        want(tr("Change how often a row is called"), QStringLiteral("times"),
             [value](RunRow& row) { row.times = value; });
    });
    connect(m_remove, &QToolButton::clicked, this, &RunCard::removeWanted);
    connect(m_up, &QToolButton::clicked, this, [this] { emit moveWanted(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { emit moveWanted(1); });
}

void RunCard::setRow(const RunRow& row, const RunChoices& choices, bool mine) {
    m_filling = true;
    m_row = row;
    m_enabled->setChecked(!row.disabled);
    if (!m_name->hasFocus() || !m_name->isModified()) { m_name->setText(toQt(row.name)); }
    const int split = m_split->findText(toQt(row.split));
    if (split < 0 && !row.split.empty()) { m_split->addItem(toQt(row.split)); }
    m_split->setCurrentText(toQt(row.split));
    m_batch->setValue(static_cast<int>(row.batch));
    m_mode->setCurrentIndex(row.mode == RunRow::Mode::Training ? 1 : 0);
    m_every->setValue(static_cast<int>(row.every));
    m_unit->setCurrentIndex(row.unit == RunRow::Unit::Epoch ? 1 : 0);
    m_times->setValue(static_cast<int>(row.times));
    fillMenus(choices);
    setEnabled(mine);
    m_filling = false;
}

void RunCard::fillMenus(const RunChoices& choices) {
    QStringList targets;
    QStringList fetches;
    m_targets->menu()->clear();
    m_fetches->menu()->clear();
    for (const auto& [item, name] : choices.targets) {
        QAction* action = m_targets->menu()->addAction(name);
        action->setCheckable(true);
        action->setChecked(std::ranges::find(m_row.targets, item) != m_row.targets.end());
        if (action->isChecked()) { targets.append(name); }
        connect(action, &QAction::triggered, this, [this, item = item](bool on) {
            emit changeWanted(tr("Change targets"), {},
                              [item, on](RunRow& row) { toggle(row.targets, item, on); });
        });
    }
    for (const auto& [port, name] : choices.fetches) {
        QAction* action = m_fetches->menu()->addAction(name);
        action->setCheckable(true);
        action->setChecked(std::ranges::find(m_row.fetches, port) != m_row.fetches.end());
        if (action->isChecked()) { fetches.append(name); }
        connect(action, &QAction::triggered, this, [this, port = port](bool on) {
            emit changeWanted(tr("Change fetches"), {},
                              [port, on](RunRow& row) { toggle(row.fetches, port, on); });
        });
    }
    const auto lost = [](std::size_t wanted, const QStringList& found) {
        const auto missing = static_cast<qsizetype>(wanted) - found.size();
        return missing > 0 ? tr("%1 not made").arg(missing) : QString();
    };
    const auto text = [&](QStringList names, std::size_t wanted) {
        if (const QString words = lost(wanted, names); !words.isEmpty()) { names.append(words); }
        return names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "));
    };
    m_targets->setText(text(targets, m_row.targets.size()));
    m_fetches->setText(text(fetches, m_row.fetches.size()));
    m_targets->setToolTip(m_targets->text());
    m_fetches->setToolTip(m_fetches->text());
}

void RunCard::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.line, 1));
    p.setBrush(theme.isDark ? theme.node : theme.canvas);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusNode,
                      size::kRadiusNode);
}

}  // namespace weft::ui
