// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/text_panel.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabBar>
#include <QTextBlock>
#include <QTextDocument>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kTypedMs = 400;  // after the last key

QPlainTextEdit* madeEditor(QWidget* parent, const QString& name) {
    auto* editor = new QPlainTextEdit(parent);
    editor->setFont(fontOf(TextRole::Mono));
    editor->setLineWrapMode(QPlainTextEdit::NoWrap);
    editor->setFrameShape(QFrame::NoFrame);
    editor->setTabChangesFocus(true);
    editor->document()->setDocumentMargin(8);
    editor->setAccessibleName(name);
    return editor;
}

}  // namespace

TextPanel::TextPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("text"));
    m_tabs = new QTabBar(this);
    m_tabs->addTab(tr("NodeDef"));
    m_tabs->addTab(tr("Python"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Kind of text"));
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setObjectName(QStringLiteral("textParts"));
    parts->setChildrenCollapsible(false);
    m_editor = madeEditor(parts, tr("Text of the selection"));
    m_editor->installEventFilter(this);
    m_lower = new QWidget(parts);
    auto* title = new QLabel(tr("FunctionDef"), m_lower);
    title->setFont(fontOf(TextRole::Caption));
    title->setContentsMargins(8, 4, 8, 4);
    m_functions = madeEditor(m_lower, tr("Text of the functions"));
    m_functions->setReadOnly(true);
    auto* lower = new QVBoxLayout(m_lower);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    lower->addWidget(title);
    lower->addWidget(m_functions, 1);
    m_lower->hide();
    m_notice = new QLabel(this);
    m_notice->setWordWrap(true);
    m_notice->setFont(fontOf(TextRole::Caption));
    m_notice->setContentsMargins(8, 4, 8, 8);
    m_notice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_tabs);
    column->addWidget(parts, 1);
    column->addWidget(m_notice);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kTypedMs);
    connect(m_tabs, &QTabBar::currentChanged, this, &TextPanel::arrange);
    connect(m_tabs, &QTabBar::currentChanged, this, &TextPanel::tabChanged);
    connect(m_editor, &QPlainTextEdit::textChanged, &m_soon, [this] {
        if (!m_showing && m_item != 0) { m_soon.start(); }
    });
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (m_item != 0 && text() != m_shown) { emit typed(m_item, text()); }
    });
}

TextPanel::Tab TextPanel::tab() const {
    return m_tabs->currentIndex() == 0 ? Tab::NodeDef : Tab::Python;
}

void TextPanel::setTab(Tab tab) { m_tabs->setCurrentIndex(tab == Tab::NodeDef ? 0 : 1); }

void TextPanel::show(const QString& text, quint64 item, const QString& notice) {
    const bool typing = m_item != 0 && m_item == item && this->text() != m_shown;
    m_shown = text;
    if (typing && this->text() != text) { return; }
    m_item = item;
    m_soon.stop();
    m_showing = true;
    if (this->text() != text) { m_editor->setPlainText(text); }
    m_showing = false;
    m_editor->setReadOnly(item == 0);
    arrange();
    m_notice->setText(notice);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    m_notice->setPalette(palette());
    m_notice->setVisible(!notice.isEmpty());
    m_editor->setExtraSelections({});
}

void TextPanel::showFunctions(const QString& text) {
    if (functions() != text) { m_functions->setPlainText(text); }
    arrange();
}

/// Where there is nothing to read or to type above, functions have all the room.
void TextPanel::arrange() {
    const bool shown = !functions().isEmpty() && tab() == Tab::NodeDef;
    m_lower->setVisible(shown);
    m_editor->setVisible(!shown || m_item != 0 || !text().isEmpty());
}

void TextPanel::setProblem(const QString& words, int line) {
    m_notice->setText(words);
    QPalette red = palette();
    red.setColor(QPalette::WindowText, appTheme().error);
    m_notice->setForegroundRole(QPalette::WindowText);
    m_notice->setPalette(red);
    m_notice->setVisible(!words.isEmpty());
    QTextEdit::ExtraSelection mark;
    const QTextBlock block = m_editor->document()->findBlockByNumber(line - 1);
    if (line <= 0 || !block.isValid() || words.isEmpty()) {
        m_editor->setExtraSelections({});
        return;
    }
    mark.cursor = QTextCursor(block);
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    mark.format.setBackground(mixed(appTheme().error, appTheme().panel, 0.22));
    m_editor->setExtraSelections({mark});
}

QString TextPanel::text() const { return m_editor->toPlainText(); }
QString TextPanel::functions() const { return m_functions->toPlainText(); }
QString TextPanel::problem() const {
    return m_notice->foregroundRole() == QPalette::WindowText ? m_notice->text() : QString();
}
bool TextPanel::isEditable() const { return !m_editor->isReadOnly(); }

bool TextPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_editor && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_item != 0) {
        m_soon.stop();
        m_showing = true;
        m_editor->setPlainText(m_shown);
        m_showing = false;
        setProblem({}, 0);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void TextPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    emit tabChanged();
}

}  // namespace weft::ui
