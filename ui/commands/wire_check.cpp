// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Whether two sockets may be wired; declared with the other commands on wires.

#include <algorithm>
#include <set>

#include "ui/base/to_qt.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/commands/wires/shape_repair.h"

namespace weft::ui {
namespace {

WireVerdict no(std::string reason, std::string repair = {}) {
    return {false, toQt(reason), std::move(repair)};
}

const ArgDef* argumentOf(const Item& item, std::string_view port) {
    const OpDef* def = signatureOf(item);
    if (def == nullptr) { return nullptr; }
    const std::string_view name = port.substr(0, port.find(':'));
    for (const ArgDef& arg : def->inputs) {
        if (arg.name == name) { return &arg; }
    }
    return nullptr;
}

/// The dtype that the item's own attribute, or another input of the same type, has decided.
DType decidedType(const EngineDocument& document, const Item& item, const ArgDef& arg,
                  const PortRef& to) {
    if (arg.type != DType::Invalid) { return arg.type; }
    if (arg.typeAttr.empty()) { return DType::Invalid; }
    const auto* op = item.as<OpItem>();
    const OpDef* def = signatureOf(item);
    if (op != nullptr) {
        const DType own = op->attrs.getOr<DType>(arg.typeAttr, DType::Invalid);
        if (own != DType::Invalid) { return own; }
    }
    for (const Wire* wire : document.project->all<Wire>()) {
        if (wire->to.item != to.item || wire->to == to) { continue; }
        const ArgDef* other = argumentOf(item, wire->to.port);
        if (def == nullptr || other == nullptr || other->typeAttr != arg.typeAttr) { continue; }
        if (const OutputInfo* info = document.expansion.outputAt(wire->from)) { return info->type; }
    }
    return DType::Invalid;
}

/// Dtypes that an argument may have besides what is decided.
std::vector<DType> allowedTypes(const Item& item, const ArgDef& arg) {
    const OpDef* def = signatureOf(item);
    const AttrDef* attr =
        def == nullptr || arg.typeAttr.empty() ? nullptr : def->attr(arg.typeAttr);
    return attr == nullptr ? std::vector<DType>{} : attr->allowedTypes;
}

std::string listOf(const std::vector<DType>& types) {
    constexpr std::size_t kMostNamed = 4;
    std::string text;
    for (std::size_t i = 0; i < types.size() && i < kMostNamed; ++i) {
        text += concat(i == 0 ? "" : ", ", types[i]);
    }
    return types.size() > kMostNamed ? text + ", ..." : text;
}

/// From a column only a placeholder is fed, and nothing else feeds one.
std::optional<WireVerdict> checkFeed(const Item& source, const Item& target, const PortRef& to) {
    const bool fromData = source.as<DataItem>() != nullptr;
    const bool intoFeed = isPlaceholder(target) && to.port == kFeedPort;
    if (fromData && intoFeed) { return WireVerdict{}; }
    if (fromData) {
        return no("a data column feeds a placeholder: put one between", "Placeholder");
    }
    if (intoFeed) { return no("only a column of a data source feeds a placeholder"); }
    return std::nullopt;
}

/// How many classes a loss counts whose labels are to be rows: what its other input has a score
/// each for. 0: not known, or the labels come from no column of classes.
std::int64_t classesOfLoss(const EngineDocument& document, const PortRef& from, const PortRef& to) {
    bool bound = false;
    std::int64_t classes = 0;
    for (const Wire* wire : document.project->all<Wire>()) {
        bound = bound || wire->to == PortRef{from.item, kFeedPort};
        if (wire->to.item != to.item || wire->to == to) { continue; }
        const OutputInfo* info = document.expansion.outputAt(wire->from);
        if (info == nullptr) { continue; }
        const PartialShape& shape = info->shape;
        if (shape.hasRank() && shape.rank() == 2) { classes = std::max(classes, shape[1]); }
    }
    return bound && classes > 1 ? classes : 0;
}

}  // namespace

PortRef portRefOf(const SocketRef& socket) {
    return {ItemId{socket.item}, socket.port.toStdString()};
}

WireVerdict checkSockets(const EngineDocument& document, const PortRef& from, const PortRef& to) {
    if (!document.project) { return no("this graph is shown, not edited"); }
    const Item* source = document.project->item(from.item);
    const Item* target = document.project->item(to.item);
    // Just added: nothing is known of it yet, and nothing speaks against it.
    if (source == nullptr || target == nullptr) { return {}; }
    if (from.item == to.item) { return no("a node cannot feed itself"); }
    if (to.port == kControlPort) { return {}; }
    if (const auto verdict = checkFeed(*source, *target, to)) { return *verdict; }
    const ArgDef* arg = argumentOf(*target, to.port);
    const OutputInfo* carried = document.expansion.outputAt(from);
    if (arg == nullptr || carried == nullptr) { return {}; }
    const OutputInfo& info = *carried;
    if (arg->isRef && !info.isRef) { return no("needs a variable itself, this is a value"); }
    const DType got = info.type;
    // What a recipe says of dtypes is only a hint.
    if (!isKnown(got) || target->as<RecipeItem>() != nullptr) { return {}; }
    const bool isList = !arg->typeListAttr.empty();
    const DType decided = isList ? DType::Invalid : decidedType(document, *target, *arg, to);
    const auto castTo = [&](const std::string& want) {
        const bool numbers = got != DType::String && got != DType::Resource;
        return no(concat("needs ", want, ", this is ", got), numbers ? "Cast" : "");
    };
    const bool classes = isInteger(got) && info.shape.hasRank() && info.shape.rank() == 1;
    if (isKnown(decided) && isFloating(decided) && classes && arg->name == "labels") {
        if (const std::int64_t count = classesOfLoss(document, from, to); count > 0) {
            return no(concat("needs a row of ", decided, " for each label, this is ", got),
                      concat(kOneHotRepair, count));
        }
    }
    if (isKnown(decided) && decided != got) { return castTo(concat(decided)); }
    const std::vector<DType> allowed = allowedTypes(*target, *arg);
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), got) == allowed.end()) {
        return castTo(listOf(allowed));
    }
    return {};
}

WireVerdict checkWire(const EngineDocument& document, const PortRef& from, const PortRef& to) {
    WireVerdict verdict = checkSockets(document, from, to);
    if (!verdict.fits || !document.project) { return verdict; }
    const Document& now = *document.project;
    const Item* source = now.item(from.item);
    if (source == nullptr || now.item(to.item) == nullptr) { return verdict; }
    // A binding chooses its conversions when it is made.
    Edit edit(now);
    if (!connectSockets(edit, from, to).ok()) { return verdict; }
    const Expansion tried = expandForward(edit.document());
    std::set<std::pair<ItemId, std::string>> known;
    for (const Finding& finding : document.expansion.findings) {
        known.emplace(finding.item, finding.text);
    }
    for (const Finding& finding : tried.findings) {
        const bool isNew = !known.contains({finding.item, finding.text});
        if (!isNew || finding.severity != Finding::Severity::Error) { continue; }
        if (finding.kind == Finding::Kind::Cycle) { return no("that would close a circle"); }
        const bool here = finding.item == to.item && finding.kind != Finding::Kind::Unconnected;
        if (here) { return no(finding.text, shapeRepair(document, from, to)); }
    }
    return verdict;
}

DType wantedType(const EngineDocument& document, const PortRef& to) {
    const Item* item = document.project ? document.project->item(to.item) : nullptr;
    const ArgDef* arg = item == nullptr ? nullptr : argumentOf(*item, to.port);
    if (arg == nullptr) { return DType::Float; }
    const DType decided = decidedType(document, *item, *arg, to);
    if (isKnown(decided)) { return decided; }
    const std::vector<DType> allowed = allowedTypes(*item, *arg);
    const bool any =
        allowed.empty() || std::find(allowed.begin(), allowed.end(), DType::Float) != allowed.end();
    return any ? DType::Float : allowed.front();
}

bool entryFits(const EngineDocument& document, const std::string& entry, const PortRef& socket,
               bool fromIsOutput) {
    if (!document.project) { return false; }
    if (entry == kColumnEntry) {
        const Item* source = document.project->item(socket.item);
        return fromIsOutput && source != nullptr && source->as<DataItem>() != nullptr;
    }
    // Tried on a copy: the entry is added, and each of its sockets asked.
    Edit edit(*document.project);
    const Result<ItemId> made = addEntry(edit, entry, {}, {});
    if (!made.ok()) { return false; }
    const Item& item = *edit.document().item(*made);
    const Item* dragged = document.project->item(socket.item);
    if (dragged == nullptr) { return true; }
    if (fromIsOutput) {
        for (const weft::PortInfo& port : inputPorts(edit.document(), item)) {
            if (fitsNewItem(document, *dragged, socket, item, port.port)) { return true; }
        }
        return false;
    }
    if (isPlaceholder(*dragged) && socket.port == kFeedPort) {
        return item.as<DataItem>() != nullptr;
    }
    return item.as<DataItem>() == nullptr && signatureOf(item) != nullptr &&
           !signatureOf(item)->outputs.empty();
}

bool fitsNewItem(const EngineDocument& document, const Item& source, const PortRef& from,
                 const Item& added, const std::string& port) {
    if (const auto verdict = checkFeed(source, added, {added.id, port})) { return verdict->fits; }
    const ArgDef* arg = argumentOf(added, port);
    const OutputInfo* carried = document.expansion.outputAt(from);
    if (arg == nullptr || carried == nullptr) { return arg != nullptr; }
    const OutputInfo& info = *carried;
    if (arg->isRef) { return info.isRef; }
    const DType got = info.type;
    if (!isKnown(got)) { return true; }
    if (arg->type != DType::Invalid) { return arg->type == got; }
    if (added.as<RecipeItem>() != nullptr) { return true; }
    const std::vector<DType> allowed = allowedTypes(added, *arg);
    return allowed.empty() || std::find(allowed.begin(), allowed.end(), got) != allowed.end();
}

}  // namespace weft::ui
