// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/file/project_messages.h"

#include "engine/graph/graph_io.h"
#include "engine/graph/op_registry.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {
namespace {

/// Puts kept fields back; bytes come from extraOf() or from a delta, and bad ones are ignored.
template <class Message>
void mergeExtra(const std::string& extraBytes, Message& message) {
    Message extra;
    if (!extraBytes.empty() && extra.ParseFromString(extraBytes)) { message.MergeFrom(extra); }
}

void portTo(const PortRef& port, Project::Port& out) {
    out.set_item(port.item.value);
    out.set_port(port.port);
}

template <class Map>
void attrsTo(const AttrMap& attrs, Map& out) {
    for (const auto& [name, value] : attrs) { attrToProto(value, out[name]); }
}

void conversionTo(const Conversion& step, Project::Conversion& out) {
    switch (step.kind) {
        case Conversion::Kind::Cast:
            out.set_cast(static_cast<tensorflow::DataType>(step.type));
            break;
        case Conversion::Kind::Scale:
            out.set_scale(step.factor);
            break;
        case Conversion::Kind::OneHot:
            out.set_one_hot(step.classes);
            break;
        case Conversion::Kind::Reshape:
            shapeToProto(step.rowShape, *out.mutable_reshape());
            break;
    }
}

struct KindWriter {
    Project::Item& out;
    void operator()(const OpItem& op) const {
        out.mutable_op()->set_op(op.op);
        out.mutable_op()->set_device(op.device);
        out.mutable_op()->set_node_extra(op.nodeExtra);
        attrsTo(op.attrs, *out.mutable_op()->mutable_attr());
    }
    void operator()(const GroupItem& group) const {
        Project::Group& message = *out.mutable_group();
        for (const PortRef& port : group.inputs) { portTo(port, *message.add_input()); }
        for (const PortRef& port : group.outputs) { portTo(port, *message.add_output()); }
    }
    void operator()(const FunctionItem& function) const {
        out.mutable_function()->clear_definition();
        if (!function.definition.empty()) {
            out.mutable_function()->mutable_definition()->ParseFromString(function.definition);
        }
    }
    void operator()(const RecipeItem& recipe) const {
        out.mutable_recipe()->set_recipe(recipe.recipe);
        out.mutable_recipe()->set_device(recipe.device);
        attrsTo(recipe.parameters, *out.mutable_recipe()->mutable_parameter());
    }
    void operator()(const DataItem& data) const {
        Project::Data& message = *out.mutable_data();
        message.set_source(data.source);
        message.set_train_fraction(data.trainFraction);
        message.set_split_seed(data.splitSeed);
        for (const DataColumn& column : data.columns) {
            Project::Column& added = *message.add_column();
            added.set_name(column.name);
            added.set_dtype(static_cast<tensorflow::DataType>(column.type));
            shapeToProto(column.rowShape, *added.mutable_row_shape());
        }
    }
    void operator()(const NoteItem& note) const {
        out.mutable_note()->set_text(note.text);
        out.mutable_note()->set_frame(note.frame);
        out.mutable_note()->set_locked(note.locked);
        out.mutable_note()->set_colour(note.colour);
    }
};

struct EntityWriter {
    Project& project;
    void operator()(const Item& item) const {
        Project::Item& out = *project.add_item();
        mergeExtra(item.extraBytes, out);
        out.set_id(item.id.value);
        out.set_parent(item.parent.value);
        out.set_name(item.name);
        out.set_x(item.x);
        out.set_y(item.y);
        out.set_width(item.width);
        out.set_height(item.height);
        const bool isGroup = item.as<GroupItem>() != nullptr;
        out.set_folded(item.folded && !isGroup);
        out.set_in_series(item.folded && isGroup);
        out.set_opened(item.opened);
        out.set_shares(item.shares.value);
        for (const Moved& moved : item.madeRoom) {
            Project::Moved& added = *out.add_made_room();
            added.set_item(moved.item.value);
            added.set_x(moved.x);
            added.set_y(moved.y);
        }
        out.set_left_out(static_cast<Project::LeftOut>(item.leftOut));
        std::visit(KindWriter{out}, item.what);
    }
    void operator()(const Wire& wire) const {
        Project::Wire& out = *project.add_wire();
        mergeExtra(wire.extraBytes, out);
        out.set_id(wire.id.value);
        portTo(wire.from, *out.mutable_from());
        portTo(wire.to, *out.mutable_to());
        for (const Conversion& step : wire.conversions) {
            conversionTo(step, *out.add_conversion());
        }
        for (const WirePoint& point : wire.points) {
            Project::Point& added = *out.add_point();
            added.set_group(point.group.value);
            added.set_x(point.x);
            added.set_y(point.y);
        }
    }
    void operator()(const Override& override_) const {
        Project::Override& out = *project.add_override();
        mergeExtra(override_.extraBytes, out);
        out.set_id(override_.id.value);
        out.set_item(override_.item.value);
        out.set_role(override_.role);
        switch (override_.kind) {
            case Override::Kind::Device:
                out.set_device(override_.text);
                break;
            case Override::Kind::Probe:
                out.set_probe(override_.flag);
                break;
            case Override::Kind::Breakpoint:
                out.set_breakpoint(override_.flag);
                break;
            case Override::Kind::Trainable:
                out.set_trainable(override_.flag);
                break;
            case Override::Kind::Summary:
                out.set_summary(override_.text);
                break;
            case Override::Kind::ControlInput:
                portTo(override_.control, *out.mutable_control_input());
                break;
        }
    }
    void operator()(const Knob& knob) const {
        Project::Knob& out = *project.add_knob();
        mergeExtra(knob.extraBytes, out);
        out.set_id(knob.id.value);
        out.set_item(knob.item.value);
        out.set_role(knob.role);
        out.set_name(knob.name);
        out.set_value(knob.value);
        out.set_minimum(knob.minimum);
        out.set_maximum(knob.maximum);
        out.set_logarithmic(knob.logarithmic);
    }
    void operator()(const RunRow& row) const {
        Project::Row& out = *project.add_row();
        mergeExtra(row.extraBytes, out);
        out.set_id(row.id.value);
        out.set_order(row.order);
        out.set_name(row.name);
        for (const ItemId target : row.targets) { out.add_target(target.value); }
        for (const PortRef& fetch : row.fetches) { portTo(fetch, *out.add_fetch()); }
        out.set_split(row.split);
        out.set_mode(row.mode == RunRow::Mode::Training ? Project::TRAINING : Project::INFERENCE);
        out.set_every(row.every);
        out.set_unit(row.unit == RunRow::Unit::Epoch ? Project::EPOCH : Project::STEP);
        out.set_times(row.times);
        out.set_batch(row.batch);
        out.set_disabled(row.disabled);
    }
    void operator()(const Settings& settings) const {
        Project::Settings& out = *project.mutable_settings();
        out.Clear();
        mergeExtra(settings.extraBytes, out);
        out.set_title(settings.title);
        out.set_epochs(settings.epochs);
        out.set_steps(settings.steps);
        out.set_seed(settings.seed);
        out.set_cpu_devices(settings.cpuDevices);
        out.set_soft_placement(settings.softPlacement);
        out.set_strict(settings.strict);
        out.set_device(settings.device);
        project.clear_frame();
        if (!settings.frame.empty()) { project.mutable_frame()->ParseFromString(settings.frame); }
    }
};

}  // namespace

void entityToProject(const Entity& entity, Project& project) {
    std::visit(EntityWriter{project}, entity);
}

}  // namespace weft
