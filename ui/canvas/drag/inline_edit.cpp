// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/inline_edit.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kLeastWidth = 144;
constexpr int kLeastNoteWidth = 200;
constexpr int kLeastNoteHeight = 72;

/// A letter, digit or point, then also _ - / \ >: TensorFlow's rule for one part of a name.
bool mayStart(QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == '.'); }
bool mayFollow(QChar c) { return mayStart(c) || c == '_' || c == '-'; }

QVBoxLayout* tightLayout(QWidget* owner) {
    auto* layout = new QVBoxLayout(owner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    return layout;
}

}  // namespace

void InlineEdit::finish(const QString& text) {
    if (m_closed) { return; }
    giveBack();
    emit done(text);
}

void InlineEdit::leave() {
    if (m_closed) { return; }
    giveBack();
    emit left();
}

/// The canvas takes the focus first: hiding would hand it on as Tab does.
void InlineEdit::giveBack() {
    m_closed = true;
    if (isAncestorOf(QApplication::focusWidget())) {
        parentWidget()->setFocus(Qt::OtherFocusReason);
    }
    hide();
    deleteLater();
}

NameEdit::NameEdit(const QString& name, QStringList taken, QWidget* parent)
    : InlineEdit(parent),
      m_name(name),
      m_taken(std::move(taken)),
      m_line(new QLineEdit(name, this)),
      m_reason(new QLabel(this)) {
    setObjectName(QStringLiteral("nameEdit"));
    setAttribute(Qt::WA_StyledBackground, false);
    m_line->setAccessibleName(tr("Name of %1").arg(name));
    m_line->setFont(fontOf(TextRole::Mono));
    m_line->installEventFilter(this);
    m_reason->setFont(fontOf(TextRole::Caption));
    m_reason->setAutoFillBackground(true);
    m_reason->setContentsMargins(4, 2, 4, 2);
    m_reason->hide();
    QVBoxLayout* layout = tightLayout(this);
    layout->addWidget(m_line);
    layout->addWidget(m_reason);
    connect(m_line, &QLineEdit::textChanged, this, &NameEdit::showReason);
}

void NameEdit::showAt(const QRect& title) {
    m_line->setFixedHeight(std::clamp(title.height(), 24, 40));
    setFixedWidth(std::max(title.width(), kLeastWidth));
    adjustSize();
    const int right = std::max(0, parentWidget()->width() - width());
    const int bottom = std::max(0, parentWidget()->height() - height());
    move(std::clamp(title.left(), 0, right), std::clamp(title.top(), 0, bottom));
    show();
    raise();
    m_line->selectAll();
    m_line->setFocus(Qt::OtherFocusReason);
}

QString NameEdit::reason() const {
    const QString name = m_line->text();
    if (name.isEmpty()) { return tr("needs a name"); }
    if (!mayStart(name.front())) {
        return tr("begins with a letter, a digit or a point, not '%1'").arg(name.front());
    }
    const auto wrong = std::find_if_not(name.begin(), name.end(), mayFollow);
    if (wrong != name.end()) { return tr("'%1' cannot be in a name").arg(*wrong); }
    for (const QString& other : m_taken) {
        if (other.compare(name, Qt::CaseInsensitive) == 0) {
            return tr("'%1' is taken: Enter lists what can be done").arg(other);
        }
    }
    return {};
}

/// As in TensorFlow, case does not tell two names apart.
bool NameEdit::isTaken() const { return m_taken.contains(m_line->text(), Qt::CaseInsensitive); }

void NameEdit::showReason() {
    const QString why = reason();
    QPalette colours = palette();
    if (!why.isEmpty()) { colours.setColor(QPalette::Text, appTheme().error); }
    m_line->setPalette(colours);
    QPalette words = palette();
    words.setColor(QPalette::WindowText, appTheme().error);
    m_reason->setPalette(words);
    m_reason->setText(why);
    m_reason->setVisible(!why.isEmpty());
    m_reason->setWordWrap(true);
    adjustSize();
}

void NameEdit::accept() {
    if (m_line->text() == m_name) {
        leave();
    } else if (reason().isEmpty()) {
        finish(m_line->text());
    } else if (isTaken()) {
        emit nameTaken(m_line->text());
    }
}

bool NameEdit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            leave();
            return true;
        }
        // Not returnPressed(): the line would hand Enter on to the canvas, where it opens a node.
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            accept();
            return true;
        }
    }
    // What is right is kept when one goes on with something else.
    if (event->type() == QEvent::FocusOut && !m_closed) {
        if (reason().isEmpty() && m_line->text() != m_name) {
            finish(m_line->text());
        } else {
            leave();
        }
    }
    return InlineEdit::eventFilter(watched, event);
}

NoteEdit::NoteEdit(const QString& text, Enter enter, QWidget* parent)
    : InlineEdit(parent), m_text(text), m_enter(enter), m_words(new QPlainTextEdit(text, this)) {
    setObjectName(QStringLiteral("noteEdit"));
    m_words->setAccessibleName(enter == Enter::Takes ? tr("Title of the frame")
                                                     : tr("Words of the note"));
    m_words->setFont(fontOf(TextRole::Body));
    m_words->setTabChangesFocus(true);
    m_words->installEventFilter(this);
    tightLayout(this)->addWidget(m_words);
}

void NoteEdit::showAt(const QRect& note) {
    setGeometry(QRect(note.topLeft(), note.size().expandedTo({kLeastNoteWidth, kLeastNoteHeight})));
    show();
    raise();
    if (m_enter == Enter::Takes) {
        m_words->selectAll();
    } else {
        m_words->moveCursor(QTextCursor::End);
    }
    m_words->setFocus(Qt::OtherFocusReason);
}

void NoteEdit::accept() {
    const QString text = m_words->toPlainText();
    if (text == m_text) {
        leave();
    } else {
        finish(text);
    }
}

bool NoteEdit::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            leave();
            return true;
        }
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const bool takes = key->modifiers().testFlag(Qt::ControlModifier) ||
                           (m_enter == Enter::Takes && key->modifiers() == Qt::NoModifier);
        if (enter && takes) {
            accept();
            return true;
        }
    }
    if (event->type() == QEvent::FocusOut && !m_closed) { accept(); }
    return InlineEdit::eventFilter(watched, event);
}

}  // namespace weft::ui
