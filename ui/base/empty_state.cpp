// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/empty_state.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {

EmptyState::EmptyState(const QString& icon, const QString& sentence, QWidget* parent)
    : QWidget(parent), m_iconName(icon) {
    m_icon = new QLabel(this);
    m_sentence = new QLabel(sentence, this);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_button = new QPushButton(this);
    m_button->setDefault(true);
    m_button->setAutoDefault(false);
    m_button->hide();
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch();
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_sentence);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch();
    m_icon->setVisible(!icon.isEmpty());
    refreshIcon();
}

void EmptyState::setSentence(const QString& sentence) { m_sentence->setText(sentence); }

void EmptyState::setAction(QAction* action, const QString& text) {
    m_button->setText(text);
    m_button->setVisible(true);
    m_button->setEnabled(action->isEnabled());
    connect(m_button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, m_button, &QPushButton::setEnabled);
}

void EmptyState::setActionText(const QString& text) {
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

void EmptyState::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) { refreshIcon(); }
    QWidget::changeEvent(event);
}

void EmptyState::refreshIcon() {
    if (m_iconName.isEmpty()) { return; }
    m_icon->setPixmap(lineIconPixmap(m_iconName, 24, appTheme().text3, devicePixelRatioF()));
}

}  // namespace weft::ui
