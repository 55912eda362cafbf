// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;

namespace weft::ui {

/// GPUs in the session's options: which there are, or why there are none, and how sessions use them. What
/// is set is this machine's and is remembered between starts.
class GpuSection final : public QWidget {
    Q_OBJECT

public:
    explicit GpuSection(QWidget* parent = nullptr);

private:
    void showList();
    void keep();

    QLabel* m_list = nullptr;
    QComboBox* m_use = nullptr;
    QSpinBox* m_fraction = nullptr;
    QCheckBox* m_growth = nullptr;
    QCheckBox* m_tf32 = nullptr;
};

}  // namespace weft::ui
