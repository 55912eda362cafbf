// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/variables/variable_menu.h"

#include <QCoreApplication>
#include <QMenu>

#include "ui/commands/item_commands.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/session_controller.h"

namespace weft::ui {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("weft::ui::VariableMenu", text);
}

QAction* entry(QMenu& menu, const char* name, const char* text) {
    QAction* made = menu.addAction(words(text));
    made->setObjectName(QLatin1String(name));
    return made;
}

/// The only variable of a node, or none.
QString variableOf(const SessionController& sessions, quint64 id) {
    QString name;
    const SessionView* view = sessions.active();
    if (view == nullptr || id == 0) { return name; }
    for (const VariableRow& row : view->variables) {
        if (row.item != id) { continue; }
        if (!name.isEmpty()) { return {}; }
        name = row.name;
    }
    return name;
}

void addTrainable(QMenu& menu, quint64 id, EditController& edits) {
    const Item* item =
        edits.drawing() == nullptr ? nullptr : edits.drawing()->document().item(ItemId{id});
    const auto* recipe = item == nullptr ? nullptr : item->as<RecipeItem>();
    if (recipe == nullptr || recipe->recipe != "Variable") { return; }
    QAction* trainable = entry(menu, "variableTrainable", "&Trainable");
    trainable->setCheckable(true);
    trainable->setChecked(recipe->parameters.getOr<bool>("trainable", true));
    QObject::connect(trainable, &QAction::toggled, &edits, [&edits, id](bool on) {
        (void)edits.edit(words("Trainable"), [id, on](Edit& e) {
            return setAttribute(e, ItemId{id}, "trainable", AttrValue(on));
        });
    });
}

}  // namespace

void addVariableEntries(QMenu& menu, quint64 id, const VariableMenuParts& parts) {
    const QString name = variableOf(parts.sessions, id);
    if (name.isEmpty()) { return; }
    menu.addSeparator();
    SessionController* sessions = &parts.sessions;
    QObject::connect(entry(menu, "variableInit", "&Initialise"), &QAction::triggered, sessions,
                     [sessions, name] {
                         sessions->ask([name](SessionFeed& feed) { feed.initialise({name}); });
                     });
    VariablesPanel* panel = &parts.panel;
    QObject::connect(entry(menu, "variableAssign", "&Assign\u2026"), &QAction::triggered, panel,
                     [panel, name, open = parts.open] {
                         open(QStringLiteral("variables"));
                         panel->choose(name);
                         panel->beginAssign();
                     });
    QObject::connect(entry(menu, "variableValues", "&Show values"), &QAction::triggered, sessions,
                     [sessions, name, open = parts.open] {
                         open(QStringLiteral("transcript"));
                         sessions->ask([name](SessionFeed& feed) { feed.run({name + ":0"}); });
                     });
    addTrainable(menu, id, parts.edits);
}

}  // namespace weft::ui
