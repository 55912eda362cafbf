// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QWheelEvent>
#include <cstdint>

/// @file
/// Qt's fields without what makes them dangerous in a scrolled page: a wheel that passes over them
/// changes nothing.

namespace weft::ui {

/// A menu of words.
class CalmComboBox final : public QComboBox {
    Q_OBJECT

public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

/// A whole number of 64 bits as text; Up, Down and the arrows step it.
class IntSpin final : public QAbstractSpinBox {
    Q_OBJECT

public:
    explicit IntSpin(QWidget* parent = nullptr) : QAbstractSpinBox(parent) {}

    void setText(const QString& text);
    void setMinimum(std::int64_t minimum) { m_minimum = minimum; }
    using QAbstractSpinBox::lineEdit;
    void stepBy(int steps) override;

signals:
    /// Arrows or keys made this of it.
    void stepped(const QString& text);

protected:
    StepEnabled stepEnabled() const override { return StepUpEnabled | StepDownEnabled; }
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }

private:
    std::int64_t m_minimum = INT64_MIN;
};

/// Gives a field the mark of wrong text, or takes it away.
void markWrong(QWidget* field, bool wrong);
/// Shows a field's text as a default: pale.
void markPale(QWidget* field, bool pale);

}  // namespace weft::ui
