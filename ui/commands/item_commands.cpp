// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/item_commands.h"

#include <algorithm>
#include <cmath>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/make_function.h"
#include "ui/base/to_qt.h"
#include "ui/commands/functions/function_commands.h"
#include "ui/commands/groups/open_corners.h"
#include "ui/commands/wires/wire_points.h"

namespace weft::ui {
namespace {

constexpr double kGrid = 8;
/// As wide as a wide node.
constexpr double kNoteWidth = 208;

bool isTypeOf(const ArgDef& arg, const std::string& attr) {
    return arg.typeAttr == attr || arg.typeListAttr == attr || arg.numberAttr == attr;
}

/// Whether wires will tell the attribute.
bool followsFromInputs(const OpDef& def, const std::string& attr) {
    return std::any_of(def.inputs.begin(), def.inputs.end(),
                       [&](const ArgDef& arg) { return isTypeOf(arg, attr); });
}

DType firstType(const AttrDef& attr) {
    const std::vector<DType>& allowed = attr.allowedTypes;
    const bool takesFloat =
        allowed.empty() || std::find(allowed.begin(), allowed.end(), DType::Float) != allowed.end();
    return takesFloat ? DType::Float : allowed.front();
}

/// What an attribute without default begins with, where no wire tells it.
std::optional<AttrValue> beginningOf(const AttrDef& attr) {
    if (attr.kind == "type") { return firstType(attr); }
    if (attr.kind == "int") { return std::max<std::int64_t>(attr.minimum.value_or(0), 0); }
    if (attr.kind == "float") { return 0.0F; }
    if (attr.kind == "bool") { return false; }
    if (attr.kind == "shape") { return PartialShape::scalar(); }
    if (attr.kind == "tensor") { return StoredTensor::fromTensor(Tensor::scalar(0.0F)); }
    if (attr.kind == "string") {
        return attr.allowedStrings.empty() ? std::string() : attr.allowedStrings.front();
    }
    if (attr.kind == "list(int)") {
        // Windows and strides of images, the commonest such attributes, have four elements.
        return std::vector<std::int64_t>(4, 1);
    }
    return std::nullopt;
}

AttrMap beginningAttrs(const OpDef& def) {
    AttrMap attrs;
    for (const AttrDef& attr : def.attrs) {
        if (attr.defaultValue || followsFromInputs(def, attr.name)) { continue; }
        if (std::optional<AttrValue> value = beginningOf(attr)) {
            attrs.set(attr.name, *std::move(value));
        }
    }
    return attrs;
}

Item* changed(std::optional<Item>& copy, const Edit& edit, ItemId id) {
    const Item* item = edit.document().item(id);
    if (item == nullptr) { return nullptr; }
    copy = *item;
    return &*copy;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return text;
}

}  // namespace

QPointF snapped(QPointF at) {
    return {std::round(at.x() / kGrid) * kGrid, std::round(at.y() / kGrid) * kGrid};
}

Result<ItemId> addEntry(Edit& edit, const std::string& entry, ItemId parent, QPointF at) {
    Item item;
    item.parent = parent;
    const QPointF corner = snapped(at);
    item.x = corner.x();
    item.y = corner.y();
    if (auto made = addFunctionEntry(edit, entry, parent, corner)) { return *std::move(made); }
    const std::string data(kDataEntry);
    if (entry == kNoteEntry) {
        item.width = kNoteWidth;
        item.what = NoteItem{"Note"};
        return edit.put(std::move(item));
    }
    if (entry == data || entry.starts_with(data + '/')) {
        DataItem made;
        if (entry.size() > data.size()) { made.source = entry.substr(data.size() + 1); }
        item.what = std::move(made);
        return edit.add(std::move(item), "data");
    }
    if (const RecipeDef* recipe = findRecipe(entry)) {
        item.what = RecipeItem{.recipe = entry, .parameters = {}, .device = {}};
        return edit.add(std::move(item), recipe->defaultName);
    }
    const OpDef* op = OpRegistry::global().find(entry);
    if (op == nullptr) { return notFound(concat("nothing is called '", entry, "'")); }
    OpItem made{.op = entry, .attrs = beginningAttrs(*op), .device = {}, .nodeExtra = {}};
    if (isPlaceholder(Item{.what = made})) { made.attrs.set("shape", PartialShape()); }
    item.what = std::move(made);
    return edit.add(std::move(item), entry);
}

void moveItems(Edit& edit, const QHash<quint64, QPointF>& corners) {
    carryPoints(edit, corners);
    const OpenCorners open(edit.document(), corners.keys());
    for (auto it = corners.begin(); it != corners.end(); ++it) {
        std::optional<Item> item;
        if (changed(item, edit, ItemId{it.key()}) == nullptr) { continue; }
        item->x = it.value().x();
        item->y = it.value().y();
        edit.put(*std::move(item));
    }
    open.keep(edit);
}

void removeThings(Edit& edit, const QSet<quint64>& ids) {
    QList<quint64> sorted = ids.values();
    std::sort(sorted.begin(), sorted.end());
    std::vector<ItemId> trained;
    for (const RunRow* row : edit.document().all<RunRow>()) {
        if (!row->targets.empty()) { trained.push_back(row->id); }
    }
    for (const quint64 id : sorted) {
        const Item* item = edit.document().item(ItemId{id});
        if (item != nullptr && (isArgument(*item) || isResult(*item))) {
            removeBarItem(edit, item->id);
        } else if (ItemId{id} != kSettingsId) {
            edit.remove(ItemId{id});
        }
    }
    // A row that ran only what is gone has nothing left to do.
    for (const ItemId id : trained) {
        const auto* row = edit.document().find<RunRow>(id);
        if (row != nullptr && row->targets.empty()) { edit.remove(id); }
    }
}

Status renameItem(Edit& edit, ItemId id, const std::string& name) {
    std::optional<Item> item;
    if (changed(item, edit, id) == nullptr) { return notFound("it is not there any more"); }
    if (item->name == name) { return okStatus(); }
    // As TensorFlow's Python does; GraphDef itself allows more for what programs make.
    const bool hidden = !name.empty() && (name.front() == '_' || name.front() == '-');
    if (!isValidNodeName(name) || hidden || name.find('/') != std::string::npos) {
        return invalidArgument(
            concat("a name has letters, digits and . _ - and begins with a "
                   "letter or digit: got '",
                   name, "'"));
    }
    for (const Item* sibling : edit.document().children(item->parent)) {
        if (sibling->id != id && lower(sibling->name) == lower(name)) {
            return alreadyExists(concat("the name '", name, "' is in use here"));
        }
    }
    item->name = name;
    edit.put(*std::move(item));
    return okStatus();
}

Status setAttribute(Edit& edit, ItemId id, const std::string& name, AttrValue value) {
    std::optional<Item> item;
    if (changed(item, edit, id) == nullptr) { return notFound("it is not there any more"); }
    AttrMap* attrs = nullptr;
    if (auto* op = std::get_if<OpItem>(&item->what)) { attrs = &op->attrs; }
    if (auto* recipe = std::get_if<RecipeItem>(&item->what)) { attrs = &recipe->parameters; }
    const OpDef* def = signatureOf(*item);
    if (attrs == nullptr || def == nullptr || def->attr(name) == nullptr) {
        return notFound(concat("'", item->name, "' has no parameter '", name, "'"));
    }
    // Checked alone: others may be missing until wires tell them.
    const RecipeDef* recipe =
        item->as<RecipeItem>() == nullptr ? nullptr : findRecipe(item->as<RecipeItem>()->recipe);
    if (recipe != nullptr) {
        WEFT_TRY(checkParameter(*recipe, *def->attr(name), value));
    } else {
        OpDef only;
        only.name = def->name;
        only.attrs = {*def->attr(name)};
        AttrMap tried({{name, value}});
        WEFT_TRY(completeAttrs(only, tried));
    }
    attrs->set(name, std::move(value));
    edit.put(*std::move(item));
    return okStatus();
}

Status setDevice(Edit& edit, ItemId id, const std::string& device) {
    std::optional<Item> item;
    if (changed(item, edit, id) == nullptr) { return notFound("it is not there any more"); }
    if (!device.empty()) { WEFT_TRY(DeviceName::parse(device).status()); }
    if (auto* op = std::get_if<OpItem>(&item->what)) {
        op->device = device;
    } else if (auto* recipe = std::get_if<RecipeItem>(&item->what)) {
        recipe->device = device;
    } else {
        return invalidArgument(concat("'", item->name, "' runs nowhere"));
    }
    edit.put(*std::move(item));
    return okStatus();
}

}  // namespace weft::ui
