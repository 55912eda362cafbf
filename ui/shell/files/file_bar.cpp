// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/files/file_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

/// One line; its object name is its key.
class Row final : public QWidget {
public:
    Row(FileBar::Level level, const QString& words, const QString& detail, QWidget* parent)
        : QWidget(parent), m_level(level) {
        setAccessibleName(words);
        auto* label = new QLabel(words, this);
        label->setObjectName(QStringLiteral("words"));
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        auto* small = new QLabel(detail, this);
        small->setObjectName(QStringLiteral("detail"));
        small->setFont(fontOf(TextRole::MonoSmall));
        small->setWordWrap(true);
        small->setTextFormat(Qt::PlainText);
        small->setTextInteractionFlags(Qt::TextSelectableByMouse);
        small->setVisible(!detail.isEmpty());
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        column->addWidget(label);
        column->addWidget(small);
        m_row = new QHBoxLayout(this);
        m_row->setContentsMargins(36, 5, 8, 5);
        m_row->setSpacing(8);
        m_row->addLayout(column, 1);
    }
    void add(QWidget* button) { m_row->addWidget(button, 0, Qt::AlignTop); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = appTheme();
        const QColor colour = m_level == FileBar::Level::Error     ? theme.error
                              : m_level == FileBar::Level::Warning ? theme.warn
                                                                   : theme.accent;
        QPainter p(this);
        p.fillRect(rect(), mixed(colour, theme.panel, 0.10));
        p.fillRect(QRect(0, 0, 3, height()), colour);
        p.setPen(QPen(theme.line, 1));
        p.drawLine(0, height() - 1, width(), height() - 1);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(Qt::NoPen);
        p.setBrush(colour);
        if (m_level == FileBar::Level::Notice) {
            p.drawEllipse(QPointF(20, 18), 4.5, 4.5);
        } else {
            p.drawPolygon(QPolygonF({QPointF(14, 23), QPointF(20, 11), QPointF(26, 23)}));
        }
    }

private:
    FileBar::Level m_level;
    QHBoxLayout* m_row = nullptr;
};

}  // namespace

FileBar::FileBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("fileBar"));
    m_rows = new QVBoxLayout(this);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    hide();
}

void FileBar::tell(const QString& key, Level level, const QString& words,
                   std::vector<FileOffer> offers, const QString& detail) {
    clear(key);
    auto* row = new Row(level, words, detail, this);
    row->setObjectName(key);
    for (FileOffer& offer : offers) {
        auto* button = new QPushButton(offer.text, row);
        button->setAutoDefault(false);
        // After the click is over: what it does may take this row away.
        connect(button, &QPushButton::clicked, this,
                [this, act = std::move(offer.act)] { QTimer::singleShot(0, this, act); });
        row->add(button);
    }
    auto* close = new QToolButton(row);
    close->setIcon(lineIcon(QStringLiteral("close")));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close"));
    close->setAutoRaise(true);
    connect(close, &QToolButton::clicked, this,
            [this, key] { QTimer::singleShot(0, this, [this, key] { clear(key); }); });
    row->add(close);
    m_rows->addWidget(row);
    show();
}

void FileBar::clear(const QString& key) {
    for (int i = m_rows->count() - 1; i >= 0; --i) {
        QWidget* row = m_rows->itemAt(i)->widget();
        if (row->objectName() != key) { continue; }
        delete m_rows->takeAt(i);
        row->hide();
        row->setObjectName({});
        row->setParent(nullptr);
        row->deleteLater();
    }
    setVisible(m_rows->count() > 0);
}

void FileBar::clear() {
    while (m_rows->count() > 0) { clear(m_rows->itemAt(0)->widget()->objectName()); }
}

QStringList FileBar::words() const {
    QStringList all;
    for (int i = 0; i < m_rows->count(); ++i) {
        all.append(m_rows->itemAt(i)->widget()->accessibleName());
    }
    return all;
}

QString FileBar::detail(const QString& key) const {
    for (int i = 0; i < m_rows->count(); ++i) {
        const QWidget* row = m_rows->itemAt(i)->widget();
        if (row->objectName() == key) {
            return row->findChild<QLabel*>(QStringLiteral("detail"))->text();
        }
    }
    return {};
}

}  // namespace weft::ui
