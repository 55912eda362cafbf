// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/run_page.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

/// A row of the run sheet: the first line is its name, the others say what it does.
class Card final : public QWidget {
public:
    Card(const QString& text, QWidget* parent) : QWidget(parent) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(12, 8, 12, 8);
        column->setSpacing(2);
        bool first = true;
        for (const QString& line : text.split('\n')) {
            auto* label = new QLabel(line, this);
            label->setFont(fontOf(first ? TextRole::Title : TextRole::Mono));
            if (!first) { label->setForegroundRole(QPalette::PlaceholderText); }
            label->setWordWrap(true);
            column->addWidget(label);
            first = false;
        }
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(appTheme().line, 1));
        p.setBrush(appTheme().isDark ? appTheme().node : appTheme().canvas);
        p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusNode,
                          size::kRadiusNode);
    }
};

}  // namespace

RunPage::RunPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("runPage"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(12, 12, 12, 12);
    m_column->setSpacing(8);
    setInfo({});
}

void RunPage::setInfo(const SessionInfo& info) {
    while (QLayoutItem* item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (info.rows.empty()) {
        auto* hint = new QLabel(tr("No train row. A graph with an optimizer brings one."), this);
        hint->setForegroundRole(QPalette::PlaceholderText);
        hint->setWordWrap(true);
        m_column->addWidget(hint);
    }
    for (const QString& row : info.rows) { m_column->addWidget(new Card(row, this)); }
    m_column->addStretch();
}

}  // namespace weft::ui
