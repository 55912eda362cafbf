// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/adopt_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {

AdoptBar::AdoptBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("adoptBar"));
    setAccessibleName(tr("What is believed of this graph"));
    auto* title = new QLabel(tr("Made elsewhere"), this);
    title->setFont(fontOf(TextRole::Title));
    title->setToolTip(
        tr("This graph came from another program. What Weft believes of it is told here, with the "
           "reason; each can be chosen otherwise."));
    auto* close = new QToolButton(this);
    close->setIcon(lineIcon(QStringLiteral("close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close"));
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(16, 3, 8, 3);
    all->setSpacing(8);
    all->addWidget(title);
    m_row = new QHBoxLayout;
    m_row->setSpacing(4);
    all->addLayout(m_row);
    all->addStretch(1);
    all->addWidget(close);
    connect(close, &QToolButton::clicked, this, [this] {
        m_closed = true;
        hide();
    });
    hide();
}

void AdoptBar::reset() {
    m_closed = false;
    show({});
}

void AdoptBar::show(const std::vector<AdoptChip>& chips) {
    setVisible(!chips.empty() && !m_closed);
    if (chips == m_chips) { return; }
    m_chips = chips;
    while (QLayoutItem* item = m_row->takeAt(0)) {
        // A menu of it may be what asked for this.
        item->widget()->hide();
        item->widget()->setObjectName({});
        item->widget()->deleteLater();
        delete item;
    }
    for (const AdoptChip& chip : chips) { m_row->addWidget(made(chip)); }
    tint();
    fit();
}

QSize AdoptBar::minimumSizeHint() const { return {200, sizeHint().height()}; }

void AdoptBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void AdoptBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::StyleChange) { tint(); }
}

void AdoptBar::tint() {
    for (const AdoptChip& each : m_chips) {
        if (!each.needsWork) { continue; }
        QPalette amber = palette();
        amber.setColor(QPalette::ButtonText, appTheme().warn);
        chip(each.key)->setPalette(amber);
    }
}

/// The last chips lose what stands behind their colon first; their tips keep it.
void AdoptBar::fit() {
    for (const AdoptChip& each : m_chips) { chip(each.key)->setText(each.words); }
    for (auto each = m_chips.rbegin(); each != m_chips.rend(); ++each) {
        layout()->invalidate();
        if (layout()->sizeHint().width() <= width()) { return; }
        chip(each->key)->setText(each->words.section(':', 0, 0));
    }
}

QToolButton* AdoptBar::made(const AdoptChip& chip) {
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("chip%1").arg(chip.key));
    button->setText(chip.words);
    button->setFont(fontOf(TextRole::Mono));
    button->setAccessibleName(chip.words + QStringLiteral(": ") + chip.evidence);
    button->setToolTip(chip.words + '\n' + chip.evidence);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    for (const auto& [deed, text] : chip.deeds) {
        connect(menu->addAction(text), &QAction::triggered, this,
                [this, key = chip.key, deed = deed] { emit deedChosen(key, deed); });
    }
    menu->addSection(chip.evidence);
    if (chip.item != 0) {
        connect(menu->addAction(tr("Show it")), &QAction::triggered, this,
                [this, item = chip.item] { emit placeChosen(item); });
    }
    for (const auto& [item, text] : chip.places) {
        connect(menu->addAction(text), &QAction::triggered, this,
                [this, place = item] { emit placeChosen(place); });
    }
    if (!chip.others.empty()) { menu->addSection(tr("Use instead")); }
    for (const auto& [item, text] : chip.others) {
        connect(menu->addAction(text), &QAction::triggered, this,
                [this, key = chip.key, other = item] { emit otherChosen(key, other); });
    }
    button->setMenu(menu);
    return button;
}

QStringList AdoptBar::words() const {
    QStringList all;
    for (const AdoptChip& chip : m_chips) { all.append(chip.words); }
    return all;
}

QToolButton* AdoptBar::chip(int key) const {
    return findChild<QToolButton*>(QStringLiteral("chip%1").arg(key));
}

void AdoptBar::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.fillRect(rect(), theme.panel);
    p.fillRect(QRect(0, 0, 3, height()), theme.accent);
    p.setPen(QPen(theme.line, 1));
    p.drawLine(0, height() - 1, width(), height() - 1);
}

}  // namespace weft::ui
