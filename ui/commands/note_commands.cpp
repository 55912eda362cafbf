// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/note_commands.h"

#include <algorithm>
#include <array>

#include "ui/base/theme.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

/// Puts a note again after a change. @param change of (Item&, NoteItem&).
template <typename Change>
Status changeNote(Edit& edit, ItemId id, Change&& change) {
    const Item* found = edit.document().item(id);
    if (found == nullptr || found->as<NoteItem>() == nullptr) {
        return notFound("the note is not there any more");
    }
    Item item = *found;
    change(item, std::get<NoteItem>(item.what));
    edit.put(std::move(item));
    return okStatus();
}

/// Of the colours of frames the one that the fewest frames beside it have, the first of several.
int freshColour(const Document& document, ItemId parent) {
    std::array<int, kPapers> used{};
    for (const Item* item : document.children(parent)) {
        const auto* note = item->as<NoteItem>();
        if (note == nullptr || !note->frame || note->colour < 0 || note->colour >= kPapers) {
            continue;
        }
        ++used[static_cast<std::size_t>(note->colour)];
    }
    const auto least = std::min_element(used.begin() + 1, used.end());
    return static_cast<int>(least - used.begin());
}

}  // namespace

Result<ItemId> addFrame(Edit& edit, ItemId parent, QRectF rect) {
    if (rect.isEmpty()) { return invalidArgument("a frame needs room"); }
    const QPointF corner = snapped(rect.topLeft());
    const QPointF end = snapped(rect.bottomRight());
    Item item;
    item.parent = parent;
    item.x = corner.x();
    item.y = corner.y();
    item.width = end.x() - corner.x();
    item.height = end.y() - corner.y();
    item.what = NoteItem{.text = kNewFrame,
                         .frame = true,
                         .locked = false,
                         .colour = freshColour(edit.document(), parent)};
    return edit.put(std::move(item));
}

Status setNoteText(Edit& edit, ItemId id, const std::string& text) {
    return changeNote(edit, id, [&](Item&, NoteItem& note) { note.text = text; });
}

Status resizeNote(Edit& edit, ItemId id, QSizeF size) {
    return changeNote(edit, id, [&](Item& item, NoteItem&) {
        item.width = size.width();
        item.height = size.height();
    });
}

void setNoteColour(Edit& edit, const QSet<quint64>& ids, int colour) {
    for (const quint64 id : ids) {
        (void)changeNote(edit, ItemId{id}, [&](Item&, NoteItem& note) { note.colour = colour; });
    }
}

void setNotesLocked(Edit& edit, const QSet<quint64>& ids, bool locked) {
    for (const quint64 id : ids) {
        (void)changeNote(edit, ItemId{id}, [&](Item&, NoteItem& note) { note.locked = locked; });
    }
}

}  // namespace weft::ui
