// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/note_commands.h"

namespace weft::ui {

Status setNoteText(Edit& edit, ItemId note, const std::string& text) {
    const Item* item = edit.document().item(note);
    if (item == nullptr || item->as<NoteItem>() == nullptr) {
        return invalidArgument("it is no note");
    }
    Item changed = *item;
    changed.what = NoteItem{text};
    edit.put(std::move(changed));
    return okStatus();
}

}  // namespace weft::ui
