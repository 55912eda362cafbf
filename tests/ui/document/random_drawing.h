// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>

#include "engine/weft.h"

namespace weft::ui::test {

/// Fills edits with what people do, at random but the same each time.
class RandomHand {
public:
    explicit RandomHand(unsigned seed) : m_random(seed) {}

    Status act(Edit& edit) {
        const auto items = edit.document().all<Item>();
        const std::size_t what = items.size() < 3 ? 0 : m_random() % 8;
        if (what <= 1) { return add(edit); }
        Item item = *items[m_random() % items.size()];
        switch (what) {
            case 2:
                edit.remove(item.id);
                return okStatus();
            case 3:
                item.name = edit.document().uniqueName(item.parent, concat("n", m_random() % 50));
                break;
            case 4: {
                const Item& other = *items[m_random() % items.size()];
                // What cannot be is refused, and refusing changes nothing.
                const auto wire = edit.connect({item.id, "y"}, {other.id, "x"});
                return wire.ok() ? okStatus() : wire.status();
            }
            case 5:
                item.parent = groupIn(edit);
                item.name = edit.document().uniqueName(item.parent, item.name);
                break;
            default:
                item.x = static_cast<double>(m_random() % 4000);
                item.y = static_cast<double>(m_random() % 4000);
        }
        edit.put(std::move(item));
        return okStatus();
    }

private:
    Status add(Edit& edit) {
        Item item;
        item.x = static_cast<double>(m_random() % 4000);
        if (m_random() % 6 == 0) {
            item.what = GroupItem{};
            edit.add(std::move(item), "group");
        } else if (m_random() % 2 == 0) {
            item.what = OpItem{"Square", {}, {}, {}};
            edit.add(std::move(item), "Square");
        } else {
            item.what = NoteItem{"words \xC3\xBC"};
            edit.add(std::move(item), "note");
        }
        return okStatus();
    }
    ItemId groupIn(const Edit& edit) {
        for (const Item* item : edit.document().all<Item>()) {
            if (item->as<GroupItem>() != nullptr && m_random() % 2 == 0) { return item->id; }
        }
        return {};
    }

    std::mt19937 m_random;
};

}  // namespace weft::ui::test
