// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/name_taken.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/commands/groups/share_weights.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("weft::ui::Repairs", text); }

/// Who has the name, as TensorFlow compares names; nullptr: nobody else.
const Item* holderOf(const Document& document, const Item& item, const QString& name) {
    for (const Item* other : document.children(item.parent)) {
        const bool same = toQt(other->name).compare(name, Qt::CaseInsensitive) == 0;
        if (same && other->id != item.id) { return other; }
    }
    return nullptr;
}

}  // namespace

ProblemRow nameTakenRow(const EngineDocument& document, ItemId id, const QString& name) {
    ProblemRow row;
    const Item* item = document.project ? document.project->item(id) : nullptr;
    const Item* holder = item == nullptr ? nullptr : holderOf(*document.project, *item, name);
    if (holder == nullptr) { return row; }
    row.item = id.value;
    row.where = toQt(document.project->pathOf(id));
    row.text = words("%1 cannot be called %2: another here has that name")
                   .arg(row.where, toQt(holder->name));
    const QString free = toQt(document.project->uniqueName(item->parent, name.toStdString()));
    row.repairs = {{QStringLiteral("rename:") + name, words("Rename to %1").arg(free)}};
    const std::vector<ItemId> alike = sharableWith(document, id);
    if (std::ranges::find(alike, holder->id) != alike.end()) {
        row.repairs.push_back({QStringLiteral("share:%1").arg(holder->id.value),
                               words("Share weights of %1").arg(toQt(holder->name))});
    }
    return row;
}

Status renameFreely(Edit& edit, ItemId id, const std::string& name) {
    const Item* item = edit.document().item(id);
    if (item == nullptr) { return notFound("it is not there any more"); }
    return renameItem(edit, id, edit.document().uniqueName(item->parent, name));
}

}  // namespace weft::ui
