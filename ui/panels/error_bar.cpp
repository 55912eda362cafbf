// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/error_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {

ErrorBar::ErrorBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("errorBar"));
    m_plain = new QLabel(this);
    m_plain->setWordWrap(true);
    m_message = new QLabel(this);
    m_message->setFont(fontOf(TextRole::MonoSmall));
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_inputs = new QLabel(this);
    m_inputs->setFont(fontOf(TextRole::MonoSmall));
    m_inputs->setForegroundRole(QPalette::PlaceholderText);
    m_inputs->setWordWrap(true);
    m_offer = new QPushButton(this);
    m_offer->setObjectName(QStringLiteral("offer"));
    m_offer->setFocusPolicy(Qt::TabFocus);
    m_offer->hide();
    const auto button = [this](const QString& icon, const QString& tip) {
        auto* made = new QToolButton(this);
        made->setIcon(lineIcon(icon));
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setAutoRaise(true);
        return made;
    };
    m_show = button(QStringLiteral("show"), tr("Show node"));
    m_copy = button(QStringLiteral("copy"), tr("Copy details"));
    QToolButton* close = button(QStringLiteral("close"), tr("Close"));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_plain);
    words->addWidget(m_message);
    words->addWidget(m_inputs);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(36, 5, 8, 5);
    row->setSpacing(4);
    row->addLayout(words, 1);
    row->addWidget(m_offer, 0, Qt::AlignVCenter);
    row->addWidget(m_show, 0, Qt::AlignTop);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(m_show, &QToolButton::clicked, this, [this] { emit showNode(m_report.item); });
    connect(m_offer, &QPushButton::clicked, this, &ErrorBar::offerTaken);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(
            (QStringList{m_report.plain, m_report.code + QStringLiteral(": ") + m_report.message} +
             m_report.inputs)
                .join('\n'));
    });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void ErrorBar::show(const ErrorReport& report) {
    m_report = report;
    m_plain->setFont(fontOf(TextRole::Title));
    m_plain->setText(report.plain);
    m_message->setText(report.code + QStringLiteral(": ") + report.message);
    m_message->setVisible(true);
    QStringList below;
    if (!report.inputs.isEmpty()) {
        below.append(tr("inputs: %1").arg(report.inputs.join(QStringLiteral(", "))));
    }
    if (report.partly) { below.append(tr("Variables of this step may be partly updated.")); }
    m_inputs->setText(below.join('\n'));
    m_inputs->setVisible(!below.isEmpty());
    m_offer->hide();
    m_show->setVisible(report.item != 0);
    m_copy->setVisible(true);
    setAccessibleName(report.plain);
    QWidget::show();
    update();
}

void ErrorBar::tell(const QString& words) {
    m_report = {};
    m_plain->setFont(fontOf(TextRole::Body));
    m_plain->setText(words);
    m_inputs->setVisible(false);
    m_offer->hide();
    m_message->setVisible(false);
    m_show->setVisible(false);
    m_copy->setVisible(false);
    setAccessibleName(words);
    QWidget::show();
    update();
}

void ErrorBar::offer(const QString& text) {
    m_offer->setText(text);
    m_offer->show();
}

QString ErrorBar::words() const { return m_plain->text(); }

void ErrorBar::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    const bool isError = !m_report.code.isEmpty();
    const QColor colour = isError ? theme.error : theme.accent;
    p.fillRect(rect(), mixed(colour, theme.panel, 0.10));
    p.fillRect(QRect(0, 0, 3, height()), colour);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(colour);
    if (!isError) {
        p.drawEllipse(QPointF(20, 18), 4.5, 4.5);
        return;
    }
    p.drawPolygon(QPolygonF({QPointF(14, 23), QPointF(20, 11), QPointF(26, 23)}));
}

}  // namespace weft::ui
