// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/keys_window.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

/// What acts while the canvas has the keys; it has no actions for these.
struct CanvasKey {
    const char* key;
    const char* what;
};
constexpr CanvasKey kCanvasKeys[] = {
    {"Space, Shift+A", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Add an op here")},
    {"Enter",
     QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Open a group, or edit the first parameter")},
    {"Home", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Fit all")},
    {"F", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Fit the selection")},
    {"Arrows", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Walk to the nearest node")},
    {"Shift+arrows", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Nudge")},
    {"Ctrl+arrows", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Move the view")},
    {"W, Shift+W", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Wire an output, an input")},
    {"Comma, full stop", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Walk the sockets of a node")},
    {"Tab", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "To the step offered; Enter takes it")},
    {"Ctrl+wheel", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Zoom")},
    {"R", QT_TRANSLATE_NOOP("weft::ui::KeysWindow", "Fetch the output that has the focus")},
};

}  // namespace

QString plainText(const QAction& action) {
    QString text = action.text();
    return text.remove('&').remove(QChar(0x2026));
}

KeysWindow::KeysWindow(QWidget* parent) : QWidget(parent, Qt::Window) {
    setObjectName(QStringLiteral("keys"));
    setWindowTitle(tr("Keys"));
    resize(520, 640);
    auto* field = new QLineEdit(this);
    field->setPlaceholderText(tr("Search keys"));
    field->setAccessibleName(tr("Search keys"));
    m_list = new QTreeWidget(this);
    m_list->setColumnCount(3);
    m_list->setHeaderLabels({tr("what"), tr("key"), tr("where")});
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_list->setAccessibleName(tr("Keys"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(field);
    column->addWidget(m_list, 1);
    connect(field, &QLineEdit::textChanged, this, &KeysWindow::narrow);
}

void KeysWindow::add(const QString& what, const QString& key, const QString& where) {
    auto* row = new QTreeWidgetItem(m_list, {what, key, where});
    row->setFont(1, fontOf(TextRole::Mono));
    row->setForeground(2, appTheme().text2);
}

void KeysWindow::open(const QList<QAction*>& actions) {
    m_list->clear();
    for (const QAction* action : actions) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts()) {
            keys.append(key.toString(QKeySequence::NativeText));
        }
        if (!keys.isEmpty()) {
            add(plainText(*action), keys.join(QStringLiteral(", ")), tr("everywhere"));
        }
    }
    for (const CanvasKey& key : kCanvasKeys) {
        add(tr(key.what), QLatin1String(key.key), tr("canvas"));
    }
    show();
    raise();
    activateWindow();
}

void KeysWindow::narrow(const QString& words) {
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* row = m_list->topLevelItem(i);
        const QString all = row->text(0) + ' ' + row->text(1);
        row->setHidden(!all.contains(words, Qt::CaseInsensitive));
    }
}

QStringList KeysWindow::rows() const {
    QStringList all;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* row = m_list->topLevelItem(i);
        if (!row->isHidden()) { all.append(row->text(0) + QStringLiteral(": ") + row->text(1)); }
    }
    return all;
}

}  // namespace weft::ui
