// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "engine/weft.h"

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QTableView;

namespace weft::ui {

class CalmComboBox;
class TensorModel;

/// A tensor as a table that can be typed in, pasted into from a spreadsheet, filled, read from a
/// file, and given another dtype and shape. Each change is made at once, by whoever set
/// setAccept(), and so can be undone one by one. Why something was not done stands below.
class TensorEditor final : public QWidget {
    Q_OBJECT

public:
    using Accept = std::function<Status(const Tensor&)>;

    explicit TensorEditor(QWidget* parent);
    ~TensorEditor() override;

    void setAccept(Accept accept) { m_accept = std::move(accept); }
    void setTensor(const Tensor& tensor);
    const Tensor& tensor() const;
    /// Takes the tensor of a .npy or .csv file or of a picture, read on another thread.
    void load(const QString& path);
    QString reason() const;
    QTableView* table() const { return m_table; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHead(QHBoxLayout& row);
    void buildFill(QHBoxLayout& row);
    void showSlices();
    void offer(const Result<Tensor>& tensor);
    void shapeTyped();
    void copy();
    void paste();

    Accept m_accept;
    TensorModel* m_model = nullptr;    // child
    QTableView* m_table = nullptr;     // child
    CalmComboBox* m_type = nullptr;    // child
    QLineEdit* m_shape = nullptr;      // child
    QSpinBox* m_seed = nullptr;        // child
    QWidget* m_slices = nullptr;       // child
    std::vector<QSpinBox*> m_indices;  // children of m_slices
    QLabel* m_reason = nullptr;        // child
};

}  // namespace weft::ui
