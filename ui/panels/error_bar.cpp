// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/error_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {

ErrorBar::ErrorBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("errorBar"));
    m_plain = new QLabel(this);
    m_plain->setFont(fontOf(TextRole::Title));
    m_message = new QLabel(this);
    m_message->setFont(fontOf(TextRole::MonoSmall));
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
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
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(36, 8, 8, 8);
    row->setSpacing(4);
    row->addLayout(words, 1);
    row->addWidget(m_show, 0, Qt::AlignTop);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(m_show, &QToolButton::clicked, this, [this] { emit showNode(m_report.item); });
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_report.code + QStringLiteral(": ") + m_report.message);
    });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void ErrorBar::show(const ErrorReport& report) {
    m_report = report;
    m_plain->setText(report.plain);
    m_message->setText(report.code + QStringLiteral(": ") + report.message);
    m_message->setVisible(true);
    m_show->setVisible(report.item != 0);
    m_copy->setVisible(true);
    setAccessibleName(report.plain);
    QWidget::show();
    update();
}

void ErrorBar::tell(const QString& words) {
    m_report = {};
    m_plain->setText(words);
    m_message->setVisible(false);
    m_show->setVisible(false);
    m_copy->setVisible(false);
    setAccessibleName(words);
    QWidget::show();
    update();
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
