// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <string>
#include <vector>

class QListWidget;
class QPushButton;

namespace weft::ui {

/// Asks on which devices towers are to run: logical CPUs and this machine's GPUs, two or more.
/// Nothing waits for it. GUI thread.
class ReplicateDialog final : public QDialog {
    Q_OBJECT

public:
    /// @param cpuDevices logical CPUs that the project has; four are offered at least.
    ReplicateDialog(int cpuDevices, QWidget* parent);

    QListWidget& list() const { return *m_list; }
    QPushButton& acceptButton() const { return *m_accept; }
    /// "/device:CPU:0" of those chosen, in the order of the list.
    std::vector<std::string> devices() const;

private:
    void add(const QString& device, const QString& words, bool chosen);
    void showChoice();

    QListWidget* m_list = nullptr;    // child
    QPushButton* m_accept = nullptr;  // child
};

}  // namespace weft::ui
