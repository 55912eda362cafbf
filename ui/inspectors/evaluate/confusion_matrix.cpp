// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/evaluate/confusion_matrix.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/base/row_image.h"

namespace weft::ui {
namespace {

constexpr double kHeads = 28;  // left and above: numbers of classes
constexpr double kSmallestText = 18;
constexpr double kLargestCell = 40;

}  // namespace

ConfusionMatrix::ConfusionMatrix(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("confusionMatrix"));
    setAccessibleName(tr("Confusion matrix: rows are labels, columns predictions"));
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(160, 140);
}

void ConfusionMatrix::clear() {
    m_classes = 0;
    m_counts.clear();
    m_label = m_predicted = -1;
    update();
}

void ConfusionMatrix::setEvaluation(const Evaluation& evaluation, const QStringList& names) {
    clear();
    m_classes = evaluation.classes;
    m_counts = evaluation.confusion;
    m_names = names;
    m_totals.assign(static_cast<std::size_t>(m_classes), 0);
    for (int label = 0; label < m_classes; ++label) {
        for (int c = 0; c < m_classes; ++c) {
            m_totals[static_cast<std::size_t>(label)] += at(label, c);
        }
    }
}

std::int64_t ConfusionMatrix::at(int label, int predicted) const {
    return m_counts[static_cast<std::size_t>(label) * static_cast<std::size_t>(m_classes) +
                    static_cast<std::size_t>(predicted)];
}

QRectF ConfusionMatrix::cellRect(int label, int predicted) const {
    if (m_classes == 0) { return {}; }
    const double side =
        std::min({(width() - kHeads) / m_classes, (height() - kHeads) / m_classes, kLargestCell});
    return {kHeads + predicted * side, kHeads + label * side, side, side};
}

void ConfusionMatrix::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setFont(fontOf(TextRole::MonoSmall));
    if (m_classes == 0) { return; }
    const double side = cellRect(0, 0).width();
    const bool words = side >= kSmallestText;
    p.setPen(theme.text2);
    p.drawText(QRectF(kHeads, 0, width() - kHeads, 14), Qt::AlignLeft, tr("predicted"));
    for (int i = 0; i < m_classes && side >= 12; ++i) {
        const QString number = QString::number(i);
        p.drawText(cellRect(0, i).translated(0, -side), Qt::AlignHCenter | Qt::AlignBottom, number);
        p.drawText(cellRect(i, 0).translated(-side - 4, 0), Qt::AlignRight | Qt::AlignVCenter,
                   number);
    }
    for (int label = 0; label < m_classes; ++label) {
        const double total =
            std::max<double>(1, static_cast<double>(m_totals[static_cast<std::size_t>(label)]));
        for (int c = 0; c < m_classes; ++c) {
            const std::int64_t count = at(label, c);
            const QRectF cell = cellRect(label, c).adjusted(0.5, 0.5, -0.5, -0.5);
            const double share = static_cast<double>(count) / total;
            const QColor& full = label == c ? theme.accent : theme.warn;
            // Few mistakes must be seen beside many hits.
            const double strength =
                count == 0 ? 0 : 0.15 + 0.65 * (label == c ? share : std::min(1.0, share * 4));
            p.fillRect(cell, mixed(full, theme.panel, strength));
            if (words && count > 0) {
                p.setPen(theme.text);
                p.drawText(cell, Qt::AlignCenter, QString::number(count));
            }
        }
    }
    if (m_label >= 0) {
        p.setPen(QPen(theme.text, 2));
        p.setBrush(Qt::NoBrush);
        p.drawRect(cellRect(m_label, m_predicted).adjusted(1, 1, -1, -1));
    }
}

void ConfusionMatrix::choose(int label, int predicted) {
    if (label < 0 || predicted < 0 || label >= m_classes || predicted >= m_classes) { return; }
    m_label = label;
    m_predicted = predicted;
    update();
    emit cellChosen(label, predicted);
}

void ConfusionMatrix::mousePressEvent(QMouseEvent* event) {
    const double side = cellRect(0, 0).width();
    if (event->button() != Qt::LeftButton || side <= 0) { return; }
    const QPointF in = event->position() - QPointF(kHeads, kHeads);
    if (in.x() >= 0 && in.y() >= 0) {
        choose(static_cast<int>(in.y() / side), static_cast<int>(in.x() / side));
    }
}

void ConfusionMatrix::keyPressEvent(QKeyEvent* event) {
    const int label = std::max(m_label, 0);
    const int predicted = std::max(m_predicted, 0);
    switch (event->key()) {
        case Qt::Key_Up:
            return choose(label - 1, predicted);
        case Qt::Key_Down:
            return choose(label + 1, predicted);
        case Qt::Key_Left:
            return choose(label, predicted - 1);
        case Qt::Key_Right:
            return choose(label, predicted + 1);
        default:
            QWidget::keyPressEvent(event);
    }
}

bool ConfusionMatrix::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) { return QWidget::event(event); }
    const auto& help = static_cast<const QHelpEvent&>(*event);
    for (int label = 0; label < m_classes; ++label) {
        for (int c = 0; c < m_classes; ++c) {
            if (!cellRect(label, c).contains(help.pos())) { continue; }
            QToolTip::showText(help.globalPos(),
                               tr("%1 rows of %2 taken for %3")
                                   .arg(formatCount(at(label, c)), className(m_names, label),
                                        className(m_names, c)),
                               this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

}  // namespace weft::ui
