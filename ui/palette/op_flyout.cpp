// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/op_flyout.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/proxy_style.h"
#include "ui/document/op_category.h"
#include "ui/palette/level_switch.h"
#include "ui/palette/palette_list.h"

namespace weft::ui {

OpFlyout::OpFlyout(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("opFlyout"));
    setFixedWidth(size::kFlyout);
    m_title = new QLabel(this);
    m_title->setFont(fontOf(TextRole::Title));
    m_level = new LevelSwitch(this);
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("Search all ops"));
    m_field->setAccessibleName(tr("Search the palette"));
    m_field->setClearButtonEnabled(true);
    m_list = new PaletteList(PaletteRow::Name, PaletteList::Drag::Yes, this);
    m_list->setAccessibleName(tr("Palette"));
    m_summary = new QLabel(this);
    m_summary->setWordWrap(true);
    m_summary->setFont(fontOf(TextRole::Caption));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(12, 8, 12, 8);
    m_summary->setMinimumHeight(72);
    m_summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 4, 4, 0);
    head->addWidget(m_title, 1);
    head->addWidget(m_level);
    auto* search = new QHBoxLayout;
    search->setContentsMargins(8, 0, 8, 0);
    search->addWidget(m_field);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(4);
    column->addLayout(head);
    column->addLayout(search);
    column->addWidget(m_list, 1);
    column->addWidget(m_summary);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &OpFlyout::refresh);
    connect(m_level, &LevelSwitch::changed, this, &OpFlyout::refresh);
    connect(m_list, &PaletteList::taken, this, &OpFlyout::entryChosen);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &OpFlyout::tell);
    hide();
}

void OpFlyout::setSearch(std::shared_ptr<const PaletteSearch> search) {
    m_search = std::move(search);
    if (isVisible()) { refresh(); }
}

void OpFlyout::setLevel(PaletteLevel level) {
    m_level->setLevel(level);
    refresh();
}

void OpFlyout::showCategory(Category category) {
    m_category = category;
    const QSignalBlocker quiet(m_field);
    m_field->clear();
    refresh();
    show();
    raise();
}

void OpFlyout::refresh() {
    if (m_search == nullptr) { return; }
    PaletteQuery query;
    query.text = m_field->text();
    query.level = m_level->level();
    const bool searching = !query.text.trimmed().isEmpty();
    std::vector<int> found = m_search->find(query);
    if (!searching) {
        found.erase(std::remove_if(found.begin(), found.end(),
                                   [this](int at) {
                                       const auto& all = m_search->entries();
                                       return all[static_cast<std::size_t>(at)].category !=
                                              m_category;
                                   }),
                    found.end());
    }
    m_title->setText(searching ? tr("Found") : titleOfCategory(m_category));
    m_list->entries().show(m_search, std::move(found));
    if (searching) { m_list->setCurrentRow(0); }
    m_list->scrollToTop();
    tell();
}

QString OpFlyout::hint() const {
    if (m_list->entries().rowCount() > 0) {
        return tr("Drag one onto the canvas, or press Enter.");
    }
    if (!m_field->text().trimmed().isEmpty()) { return tr("Nothing found."); }
    return m_level->level() == PaletteLevel::Start
               ? tr("Nothing of this kind is needed to start. All shows everything.")
               : tr("Nothing of this kind is built yet.");
}

void OpFlyout::tell() {
    const QModelIndex at = m_list->currentIndex();
    m_summary->setText(at.isValid() ? at.data(PaletteModel::kSummaryRole).toString() : hint());
}

bool OpFlyout::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
            case Qt::Key_Down:
            case Qt::Key_Up:
                m_list->step(static_cast<QKeyEvent*>(event)->key() == Qt::Key_Down ? 1 : -1);
                return true;
            case Qt::Key_Return:
            case Qt::Key_Enter:
                if (!m_list->current().isEmpty()) { emit entryChosen(m_list->current()); }
                return true;
            default:
                break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void OpFlyout::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), appTheme().panel);
    p.setPen(appTheme().line);
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace weft::ui
