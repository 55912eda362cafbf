// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>

#include "tests/support/qverify_ok.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/document/drawing.h"

namespace weft::ui::test {

/// A document that commands are tried on, and its expansion after each.
class CommandFixture {
public:
    /// Makes an edit. Errors: those of `fill` and Edit::finish(); nothing is changed then.
    Status edit(const std::function<Status(Edit&)>& fill) {
        Edit edit(document);
        WEFT_TRY(fill(edit));
        return document.apply(WEFT_TRY(edit.finish()));
    }
    /// Adds a palette entry at the top; the test fails later where that was refused.
    ItemId add(const std::string& entry, QPointF at = {}) {
        ItemId made;
        const Status status = edit([&](Edit& e) -> Status {
            made = WEFT_TRY(addEntry(e, entry, {}, at));
            return okStatus();
        });
        if (!status.ok()) { qWarning("%s", status.ToString().c_str()); }
        return made;
    }
    Status connect(const PortRef& from, const PortRef& to) {
        return edit([&](Edit& e) { return connectSockets(e, from, to).status(); });
    }
    Status set(ItemId id, const std::string& name, AttrValue value) {
        return edit([&](Edit& e) { return setAttribute(e, id, name, std::move(value)); });
    }
    /// The document as the window would see it.
    std::shared_ptr<const EngineDocument> expanded() const {
        auto made = std::make_shared<EngineDocument>();
        made->project = document;
        made->expansion = expandDocument(document);
        return made;
    }
    /// A data source with a picture column and labels, as the engine describes them.
    ItemId addPictures() {
        const ItemId made = add("Data source/pictures");
        (void)edit([&](Edit& e) {
            Item item = *e.document().item(made);
            std::get<DataItem>(item.what).columns = {
                {"image", DType::UInt8, PartialShape{28, 28}},
                {"label", DType::UInt8, PartialShape::scalar()}};
            e.put(std::move(item));
            return okStatus();
        });
        return made;
    }
    /// A placeholder that a column of classes feeds.
    ItemId labelled() {
        const ItemId data = addPictures();
        const ItemId made = add("Placeholder");
        (void)connect({data, "label"}, {made, "value"});
        return made;
    }
    const Item& item(ItemId id) const { return *document.item(id); }
    const AttrMap& attrs(ItemId id) const { return item(id).as<OpItem>()->attrs; }

    Document document;
};

}  // namespace weft::ui::test
