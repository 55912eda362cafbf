// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QWidget>

class QLabel;
class QPushButton;

namespace weft::ui {

/// What a panel shows while it has nothing: one sentence that says what to do, and its button.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    /// @param icon name of a line icon, may be empty.
    EmptyState(const QString& icon, const QString& sentence, QWidget* parent = nullptr);

    void setSentence(const QString& sentence);
    /// Shows a button that triggers the action and is enabled with it. The action is not owned.
    void setAction(QAction* action, const QString& text);
    /// Another text on the button; empty: no button for now.
    void setActionText(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refreshIcon();

    QString m_iconName;
    QLabel* m_icon = nullptr;         // child
    QLabel* m_sentence = nullptr;     // child
    QPushButton* m_button = nullptr;  // child
};

}  // namespace weft::ui
