// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/change_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"

namespace weft::ui {

ChangeBar::ChangeBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("changeBar"));
    m_words = new QLabel(this);
    m_words->setFont(fontOf(TextRole::Title));
    m_summary = new QLabel(this);
    m_summary->setFont(fontOf(TextRole::MonoSmall));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_changes = new QLabel(this);
    m_changes->setFont(fontOf(TextRole::MonoSmall));
    m_changes->setWordWrap(true);
    m_changes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_changes->hide();
    const auto button = [this](const QString& name, const QString& text, const QString& tip) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(name);
        made->setToolTip(tip);
        made->setFocusPolicy(Qt::TabFocus);
        return made;
    };
    auto* apply = button(QStringLiteral("applyButton"), tr("Apply"),
                         tr("Take over the drawing; variables that fit keep their values"));
    auto* restart = button(QStringLiteral("restartButton"), tr("Restart"),
                           tr("Begin afresh with the drawing; no variable has a value"));
    m_more = button(QStringLiteral("changesButton"), tr("What changes"), {});
    m_more->setCheckable(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_words);
    row->addWidget(m_summary, 1);
    row->addWidget(apply);
    row->addWidget(restart);
    row->addWidget(m_more);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(36, 4, 8, 4);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_changes);
    connect(apply, &QPushButton::clicked, this, &ChangeBar::applyRequested);
    connect(restart, &QPushButton::clicked, this, &ChangeBar::restartRequested);
    connect(m_more, &QPushButton::toggled, m_changes, &QWidget::setVisible);
    hide();
}

void ChangeBar::show(const QString& words, const QStringList& changes) {
    m_words->setText(words);
    QStringList counts;
    for (const QString& line : changes) { counts.append(line.section(':', 0, 0)); }
    m_summary->setText(counts.join(QStringLiteral(", ")));
    m_changes->setText(changes.join('\n'));
    m_more->setVisible(!changes.isEmpty());
    if (changes.isEmpty()) { m_more->setChecked(false); }
    setAccessibleName(words);
    QWidget::show();
    update();
}

QString ChangeBar::words() const { return m_words->text(); }
QString ChangeBar::changes() const { return m_changes->text(); }

void ChangeBar::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.fillRect(rect(), mixed(theme.warn, theme.panel, 0.10));
    p.fillRect(QRect(0, 0, 3, height()), theme.warn);
    p.setRenderHint(QPainter::Antialiasing);
    // A small clock: it waits.
    p.setPen(QPen(theme.warn, 1.5));
    p.drawEllipse(QPointF(20, 18), 6, 6);
    p.drawPolyline(QPolygonF({QPointF(20, 14.5), QPointF(20, 18), QPointF(22.5, 19.5)}));
}

}  // namespace weft::ui
