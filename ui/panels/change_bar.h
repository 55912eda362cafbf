// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QPushButton;

namespace weft::ui {

/// The bar under the session tabs when the drawing is another than what the session runs: Apply,
/// Restart, and on demand what would become of each variable.
class ChangeBar final : public QWidget {
    Q_OBJECT

public:
    explicit ChangeBar(QWidget* parent = nullptr);

    /// @param words what has changed. @param changes one line a kind: kept, reset, new, dropped.
    void show(const QString& words, const QStringList& changes);
    /// What is shown.
    QString words() const;
    QString changes() const;

signals:
    void applyRequested();
    void restartRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_words = nullptr;      // child
    QLabel* m_summary = nullptr;    // child
    QLabel* m_changes = nullptr;    // child
    QPushButton* m_more = nullptr;  // child
};

}  // namespace weft::ui
