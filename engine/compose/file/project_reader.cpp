// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/file/project_messages.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/io/message_io.h"
#include "engine/graph/op_registry.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {
namespace {

/// Leaves only what this version does not know: unknown fields here and in single sub-messages.
/// Returns whether anything is left.
bool keepOnlyUnknown(google::protobuf::Message& message) {
    const auto* reflection = message.GetReflection();
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    bool left = !reflection->GetUnknownFields(message).empty();
    for (const auto* field : fields) {
        const bool single = !field->is_repeated() && field->message_type() != nullptr;
        if (single && keepOnlyUnknown(*reflection->MutableMessage(&message, field))) {
            left = true;
        } else {
            reflection->ClearField(&message, field);
        }
    }
    return left;
}

template <class Message>
std::string extraOf(const Message& message) {
    Message copy = message;
    return keepOnlyUnknown(copy) ? messageBytes(copy) : std::string();
}

PortRef portOf(const Project::Port& port) { return {ItemId{port.item()}, port.port()}; }

std::vector<PortRef> portsOf(const google::protobuf::RepeatedPtrField<Project::Port>& ports) {
    std::vector<PortRef> out;
    for (const Project::Port& port : ports) { out.push_back(portOf(port)); }
    return out;
}

/// @param definition of the op, to tell kinds of empty lists; may be null.
template <class Map>
Result<AttrMap> attrsOf(const Map& map, const OpDef* definition) {
    AttrMap attrs;
    for (const auto& [name, value] : map) {
        const AttrDef* attr = definition == nullptr ? nullptr : definition->attr(name);
        attrs.set(name, WEFT_TRY(attrFromProto(value, attr == nullptr ? "" : attr->kind)));
    }
    return attrs;
}

Result<Conversion> conversionOf(const Project::Conversion& step) {
    switch (step.kind_case()) {
        case Project::Conversion::kCast:
            return Conversion::cast(static_cast<DType>(step.cast()));
        case Project::Conversion::kScale:
            return Conversion::scale(step.scale());
        case Project::Conversion::kOneHot:
            return Conversion::oneHot(step.one_hot());
        case Project::Conversion::kReshape:
            return Conversion::reshape(WEFT_TRY(shapeFromProto(step.reshape())));
        default:
            return unimplemented("conversion of a newer version");
    }
}

Result<LeftOut> leftOutOf(Project::LeftOut message) {
    switch (message) {
        case Project::TAKES_PART:
            return LeftOut::No;
        case Project::MUTED:
            return LeftOut::Muted;
        case Project::BYPASSED:
            return LeftOut::Bypassed;
        default:
            return unimplemented("item left out in a way that this version does not know");
    }
}

Result<Item> itemOf(const Project::Item& message) {
    Item item;
    item.id = ItemId{message.id()};
    item.parent = ItemId{message.parent()};
    item.name = message.name();
    item.x = message.x();
    item.y = message.y();
    item.width = message.width();
    item.height = message.height();
    item.folded = message.has_group() ? message.in_series() : message.folded();
    item.opened = message.opened();
    item.shares = ItemId{message.shares()};
    for (const Project::Moved& moved : message.made_room()) {
        item.madeRoom.push_back({ItemId{moved.item()}, moved.x(), moved.y()});
    }
    item.leftOut = WEFT_TRY(leftOutOf(message.left_out()));
    item.extraBytes = extraOf(message);
    switch (message.kind_case()) {
        case Project::Item::kOp: {
            const Project::Op& op = message.op();
            const OpDef* definition = OpRegistry::global().find(op.op());
            item.what = OpItem{op.op(), WEFT_TRY(attrsOf(op.attr(), definition)), op.device(),
                               op.node_extra()};
            break;
        }
        case Project::Item::kGroup:
            item.what =
                GroupItem{portsOf(message.group().input()), portsOf(message.group().output())};
            break;
        case Project::Item::kFunction:
            if (message.function().definition().node_def_size() > 0) {
                return dataLoss(concat("definition of function '", item.name, "' holds nodes: got ",
                                       message.function().definition().node_def_size(),
                                       ", want none"));
            }
            item.what = FunctionItem{messageBytes(message.function().definition())};
            break;
        case Project::Item::kRecipe:
            item.what = RecipeItem{message.recipe().recipe(),
                                   WEFT_TRY(attrsOf(message.recipe().parameter(), nullptr)),
                                   message.recipe().device()};
            break;
        case Project::Item::kData: {
            const Project::Data& data = message.data();
            DataItem made{data.source(), data.train_fraction(), data.split_seed(), {}};
            for (const Project::Column& column : data.column()) {
                made.columns.push_back({column.name(), static_cast<DType>(column.dtype()),
                                        WEFT_TRY(shapeFromProto(column.row_shape()))});
            }
            item.what = std::move(made);
            break;
        }
        case Project::Item::kNote:
            item.what = NoteItem{message.note().text(), message.note().frame(),
                                 message.note().locked(), message.note().colour()};
            break;
        default:
            return unimplemented(concat("item of a kind that this version does not know (item ",
                                        item.id.value, ", '", item.name, "')"));
    }
    return item;
}

Result<Wire> wireOf(const Project::Wire& message) {
    Wire wire{
        ItemId{message.id()}, portOf(message.from()), portOf(message.to()), {}, extraOf(message)};
    // Ports are single messages that portOf() has read whole.
    for (const Project::Conversion& step : message.conversion()) {
        wire.conversions.push_back(WEFT_TRY(conversionOf(step)));
    }
    for (const Project::Point& point : message.point()) {
        wire.points.push_back({ItemId{point.group()}, point.x(), point.y()});
    }
    return wire;
}

Result<Override> overrideOf(const Project::Override& message) {
    Override made;
    made.id = ItemId{message.id()};
    made.item = ItemId{message.item()};
    made.role = message.role();
    made.extraBytes = extraOf(message);
    switch (message.what_case()) {
        case Project::Override::kDevice:
            made.kind = Override::Kind::Device;
            made.text = message.device();
            break;
        case Project::Override::kProbe:
            made.kind = Override::Kind::Probe;
            made.flag = message.probe();
            break;
        case Project::Override::kBreakpoint:
            made.kind = Override::Kind::Breakpoint;
            made.flag = message.breakpoint();
            break;
        case Project::Override::kTrainable:
            made.kind = Override::Kind::Trainable;
            made.flag = message.trainable();
            break;
        case Project::Override::kSummary:
            made.kind = Override::Kind::Summary;
            made.text = message.summary();
            break;
        case Project::Override::kControlInput:
            made.kind = Override::Kind::ControlInput;
            made.control = portOf(message.control_input());
            break;
        default:
            return unimplemented("override of a kind that this version does not know");
    }
    return made;
}

Knob knobOf(const Project::Knob& message) {
    return {ItemId{message.id()}, ItemId{message.item()}, message.role(),
            message.name(),       message.value(),        message.minimum(),
            message.maximum(),    message.logarithmic(),  extraOf(message)};
}

RunRow rowOf(const Project::Row& message) {
    RunRow row;
    row.id = ItemId{message.id()};
    row.order = message.order();
    row.name = message.name();
    for (const std::uint64_t target : message.target()) { row.targets.push_back(ItemId{target}); }
    for (const Project::Port& fetch : message.fetch()) { row.fetches.push_back(portOf(fetch)); }
    row.split = message.split();
    row.mode =
        message.mode() == Project::TRAINING ? RunRow::Mode::Training : RunRow::Mode::Inference;
    row.every = message.every();
    row.unit = message.unit() == Project::EPOCH ? RunRow::Unit::Epoch : RunRow::Unit::Step;
    row.times = message.times();
    row.batch = message.batch();
    row.disabled = message.disabled();
    row.extraBytes = extraOf(message);
    return row;
}

Result<Settings> settingsOf(const Project& project) {
    const Project::Settings& message = project.settings();
    Settings settings;
    settings.id = kSettingsId;
    settings.title = message.title();
    settings.epochs = message.epochs();
    settings.steps = message.steps();
    settings.seed = message.seed();
    settings.cpuDevices = message.cpu_devices();
    settings.softPlacement = message.soft_placement();
    settings.strict = message.strict();
    settings.device = message.device();
    if (project.frame().graph_def().node_size() > 0) {
        return dataLoss(concat("frame of the imported graph holds nodes: got ",
                               project.frame().graph_def().node_size(), ", want none"));
    }
    if (project.has_frame()) { settings.frame = messageBytes(project.frame()); }
    settings.extraBytes = extraOf(message);
    return settings;
}

}  // namespace

Result<std::vector<Entity>> entitiesOfProject(const Project& project) {
    std::vector<Entity> all;
    if (project.has_settings() || project.has_frame()) {
        all.emplace_back(WEFT_TRY(settingsOf(project)));
    }
    for (const auto& item : project.item()) { all.emplace_back(WEFT_TRY(itemOf(item))); }
    for (const auto& wire : project.wire()) { all.emplace_back(WEFT_TRY(wireOf(wire))); }
    for (const auto& made : project.override()) { all.emplace_back(WEFT_TRY(overrideOf(made))); }
    for (const auto& knob : project.knob()) { all.emplace_back(knobOf(knob)); }
    for (const auto& row : project.row()) { all.emplace_back(rowOf(row)); }
    for (const Entity& entity : all) {
        if (!idOf(entity).valid()) { return dataLoss("something in the project has no id"); }
    }
    return all;
}

}  // namespace weft
