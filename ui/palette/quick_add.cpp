// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/quick_add.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/proxy_style.h"
#include "ui/palette/level_switch.h"
#include "ui/palette/palette_list.h"

namespace weft::ui {
namespace {

constexpr QSize kSize(456, 348);
constexpr int kPage = 8;  // rows
constexpr int kLeastRows = 4;
constexpr int kMargin = 8;  // to the stage's border

}  // namespace

QuickAdd::QuickAdd(QWidget* stage) : QFrame(stage) {
    setObjectName(QStringLiteral("quickAdd"));
    setAccessibleName(tr("Add a node"));
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("Add a node: name or what it does"));
    m_field->setAccessibleName(tr("Search the palette"));
    m_field->setFont(fontOf(TextRole::Mono));
    m_level = new LevelSwitch(this);
    m_filterRow = new QWidget(this);
    m_carried = new QLabel(m_filterRow);
    m_carried->setFont(fontOf(TextRole::Mono));
    m_offered = new QLabel(this);
    m_offered->setFont(fontOf(TextRole::Caption));
    m_offered->setForegroundRole(QPalette::PlaceholderText);
    m_offered->setContentsMargins(kMargin, 0, kMargin, 4);
    m_showAll = new QToolButton(m_filterRow);
    m_showAll->setText(tr("Show all"));
    m_showAll->setCheckable(true);
    m_showAll->setAutoRaise(true);
    m_list = new PaletteList(PaletteRow::NameAndSummary, PaletteList::Drag::No, this);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("What is found"));
    m_nothing = new QLabel(this);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_nothing->setWordWrap(true);

    auto* filter = new QHBoxLayout(m_filterRow);
    filter->setContentsMargins(kMargin, 0, 0, 0);
    filter->addWidget(m_carried, 1);
    filter->addWidget(m_showAll);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(kMargin, kMargin, kMargin, 4);
    head->addWidget(m_field, 1);
    head->addWidget(m_level);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, kMargin);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_filterRow);
    column->addWidget(m_offered);
    column->addWidget(m_nothing);
    column->addWidget(m_list, 1);

    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &QuickAdd::refresh);
    connect(m_level, &LevelSwitch::changed, this, &QuickAdd::refresh);
    connect(m_showAll, &QToolButton::toggled, this, &QuickAdd::refresh);
    connect(m_list, &QListView::clicked, this, [this] { take(m_list->current()); });
    hide();
}

void QuickAdd::setFilter(std::function<bool(const QString&)> fits, const QString& carried,
                         const QString& offered) {
    m_fits = std::move(fits);
    m_known.clear();
    m_carried->setText(carried.isEmpty() ? tr("fits the wire") : tr("fits %1").arg(carried));
    m_offered->setText(offered);
}

void QuickAdd::openAt(QPoint at) {
    m_at = at;
    m_showAll->setChecked(false);
    m_filterRow->setVisible(static_cast<bool>(m_fits));
    m_offered->setVisible(m_fits && !m_offered->text().isEmpty());
    m_field->clear();
    // One height for as long as it is open: it must not jump while one types.
    refresh();
    fitHeight();
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
    qApp->installEventFilter(this);
}

void QuickAdd::refresh() {
    if (m_search == nullptr) { return; }
    PaletteQuery query;
    query.text = m_field->text();
    query.level = m_level->level();
    query.used = m_used;
    query.onlyFitting = m_fits && !m_showAll->isChecked();
    if (m_fits) {
        query.fits = [this](const QString& entry) {
            const auto known = m_known.constFind(entry);
            return known != m_known.cend() ? *known : *m_known.insert(entry, m_fits(entry));
        };
    }
    std::vector<int> found = m_search->find(query);
    if (found.empty() && query.onlyFitting && query.text.isEmpty()) {
        // What is needed to start does not fit: better something than nothing.
        query.level = PaletteLevel::All;
        found = m_search->find(query);
    }
    m_nothing->setVisible(found.empty());
    m_nothing->setText(query.onlyFitting
                           ? tr("Nothing of that name fits. \"Show all\" finds what does not.")
                           : tr("Nothing found. Other words, or All, may help."));
    m_list->entries().show(m_search, std::move(found));
    m_list->setCurrentRow(0);
    m_list->scrollToTop();
}

/// As low as what it opens with allows, all of it on the stage.
void QuickAdd::fitHeight() {
    const QRect room = parentWidget()->rect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const int rows = std::max(m_list->entries().rowCount(), m_fits ? kLeastRows : kPage);
    const int others = layout()->totalSizeHint().height() - m_list->sizeHint().height();
    const int wanted = others + m_list->sizeHintForRow(0) * rows + kMargin;
    const QSize size =
        QSize(kSize.width(), std::min(kSize.height(), wanted)).boundedTo(room.size());
    const QPoint corner(std::clamp(m_at.x(), room.left(), room.right() - size.width() + 1),
                        std::clamp(m_at.y(), room.top(), room.bottom() - size.height() + 1));
    setGeometry(QRect(corner, size));
}

void QuickAdd::take(const QString& entry) {
    if (entry.isEmpty()) { return; }
    // Closed first: whoever is told may open it again.
    hide();
    emit chosen(entry);
}

bool QuickAdd::keyInField(int key) {
    switch (key) {
        case Qt::Key_Up:
            m_list->step(-1);
            return true;
        case Qt::Key_Down:
            m_list->step(1);
            return true;
        case Qt::Key_PageUp:
            m_list->step(-kPage);
            return true;
        case Qt::Key_PageDown:
            m_list->step(kPage);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take(m_list->current());
            return true;
        case Qt::Key_Escape:
            hide();
            return true;
        default:
            return false;
    }
}

bool QuickAdd::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && watched == m_field) {
        return keyInField(static_cast<QKeyEvent*>(event)->key());
    }
    if (event->type() == QEvent::KeyPress && isVisible() && watched->isWidgetType() &&
        isAncestorOf(static_cast<QWidget*>(watched)) &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        hide();
        return true;
    }
    if (event->type() == QEvent::MouseButtonPress && isVisible() && watched->isWidgetType()) {
        const auto* widget = static_cast<QWidget*>(watched);
        if (widget != this && !isAncestorOf(widget) && widget->window() == window()) { hide(); }
    }
    return QFrame::eventFilter(watched, event);
}

void QuickAdd::hideEvent(QHideEvent* event) {
    qApp->removeEventFilter(this);
    m_fits = nullptr;
    m_known.clear();
    if (m_field->hasFocus()) { parentWidget()->setFocus(); }
    QFrame::hideEvent(event);
    emit closed();
}

void QuickAdd::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(rect(), theme.panel);
    p.setPen(QPen(theme.lineStrong, 1));
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace weft::ui
