// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QIcon>
#include <vector>

class QLineEdit;
class QTreeWidget;

namespace weft::ui {

/// A field and what fits it below, over the window: words narrow the list, Enter takes the marked
/// row, Escape or a click elsewhere closes. Never a dialog.
class ChoicePopup final : public QFrame {
    Q_OBJECT

public:
    struct Row {
        QString text;
        QString detail;  ///< right, smaller: a key, a kind
        bool enabled = true;
    };

    explicit ChoicePopup(QWidget* window, const QString& name);

    /// Opens with these rows, below a field that is there already or with one of its own.
    void open(const QString& hint, std::vector<Row> rows);
    /// Rows shown now, in their order.
    QStringList shown() const;
    QLineEdit& field() const { return *m_field; }

signals:
    /// @param row index into what open() was given.
    void chosen(int row);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void narrow();
    void take();

    QLineEdit* m_field = nullptr;
    QTreeWidget* m_list = nullptr;
    std::vector<Row> m_rows;
};

}  // namespace weft::ui
