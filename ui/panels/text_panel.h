// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTabBar;

namespace weft::ui {

/// The selection as text: NodeDef, and the same as TensorFlow 1 in Python. The NodeDef of one node
/// that a person placed can be edited: what is wrong is said, and its line marked; Escape restores.
/// Below it the FunctionDefs of what is called, or of the function one looks into, to be read.
class TextPanel final : public QWidget {
    Q_OBJECT

public:
    explicit TextPanel(QWidget* parent = nullptr);

    enum class Tab { NodeDef, Python };
    Tab tab() const;
    void setTab(Tab tab);
    /// Shows a text. What is being typed is not overwritten. @param item what an edit of it is of;
    /// 0: it can only be read. @param notice below it.
    void show(const QString& text, quint64 item, const QString& notice);
    /// FunctionDef texts beside NodeDef; empty: there is nothing to show.
    void showFunctions(const QString& text);
    /// Says why what was typed was not taken; empty: it was. @param line from 1, 0: none.
    void setProblem(const QString& words, int line);
    QString text() const;
    /// What showFunctions() shows by now.
    QString functions() const;
    QString problem() const;
    bool isEditable() const;
    QPlainTextEdit& editor() const { return *m_editor; }

signals:
    void tabChanged();
    /// What was typed, a moment after the last key.
    void typed(quint64 item, const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void arrange();

    QTabBar* m_tabs = nullptr;
    QPlainTextEdit* m_editor = nullptr;
    QWidget* m_lower = nullptr;  // the functions, with their title
    QPlainTextEdit* m_functions = nullptr;
    QLabel* m_notice = nullptr;
    QTimer m_soon;
    QString m_shown;  // as it came
    quint64 m_item = 0;
    bool m_showing = false;
};

}  // namespace weft::ui
