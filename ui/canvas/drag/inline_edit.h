// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace weft::ui {

/// A field over the canvas, in the place of what it changes. It closes itself.
/// Protocol: showAt (done | left).
class InlineEdit : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

signals:
    void done(const QString& text);
    /// Closed without a change.
    void left();

protected:
    void finish(const QString& text);
    void leave();
    bool m_closed = false;

private:
    void giveBack();
};

/// The name of a node. What cannot be a name stays in the field, red, with the reason below.
class NameEdit final : public InlineEdit {
    Q_OBJECT

public:
    /// @param taken names of the nodes beside it.
    NameEdit(const QString& name, QStringList taken, QWidget* parent);
    void showAt(const QRect& title);
    /// Why the text cannot be the name; empty: it can.
    QString reason() const;

signals:
    /// Enter was pressed on a name that another has; the field stays.
    void nameTaken(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showReason();
    void accept();
    bool isTaken() const;

    QString m_name;
    QStringList m_taken;
    QLineEdit* m_line;
    QLabel* m_reason;
};

/// The words of a note. Ctrl+Enter or a click elsewhere takes them, Escape does not; of a frame
/// Enter takes them, Shift+Enter begins a line.
class NoteEdit final : public InlineEdit {
    Q_OBJECT

public:
    enum class Enter { Breaks, Takes };
    NoteEdit(const QString& text, Enter enter, QWidget* parent);
    void showAt(const QRect& note);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void accept();

    QString m_text;
    Enter m_enter;
    QPlainTextEdit* m_words;
};

}  // namespace weft::ui
