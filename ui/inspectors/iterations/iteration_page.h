// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "ui/session/flows/loop_values.h"

class QCheckBox;
class QLabel;
class QSlider;

namespace weft::ui {

/// Below the page of a loop: whether its iterations are kept, and which of them is looked at. GUI
/// thread.
class IterationPage final : public QWidget {
    Q_OBJECT

public:
    explicit IterationPage(QWidget* parent = nullptr);

    /// @param kept whether this loop's iterations are. @param values null: none are there yet.
    void setLoop(bool kept, std::shared_ptr<const LoopValues> values);
    /// The turn looked at; null: none is there.
    const LoopValues::Turn* turn() const;

signals:
    void keepWanted(bool kept);
    /// Another turn is looked at.
    void turned();

private:
    void describe();

    std::shared_ptr<const LoopValues> m_values;
    QCheckBox* m_keep = nullptr;  // children
    QLabel* m_place = nullptr;
    QSlider* m_slider = nullptr;
    QLabel* m_note = nullptr;
};

}  // namespace weft::ui
