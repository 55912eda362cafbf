// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/graph/attr.h"
#include "engine/train/conversion.h"

/// @file
/// What a document holds: plain values, each with an id, that edits replace as wholes.

namespace weft {

/// Names a thing of a document, for ever: ids are never used again. 0 is none.
struct ItemId {
    std::uint64_t value = 0;
    bool valid() const { return value != 0; }
    friend auto operator<=>(ItemId, ItemId) = default;
};

/// A socket: of an op its argument ("x", "values:2" of a list argument, "output:0" of an unknown
/// op), of a recipe its port, of a data source its column; "^" is control.
struct PortRef {
    ItemId item;
    std::string port;
    friend auto operator<=>(const PortRef&, const PortRef&) = default;
};
inline constexpr const char* kControlPort = "^";

/// One op of TensorFlow: one node.
struct OpItem {
    std::string op;
    AttrMap attrs;
    std::string device;
    std::string nodeExtra;  ///< fields of an imported NodeDef that Weft does not read
};
/// A named box drawn by hand. Its name is the scope of what is in it.
struct GroupItem {
    /// Sockets inside that its border shows, in an order somebody chose; see borderPorts().
    std::vector<PortRef> inputs = {};
    std::vector<PortRef> outputs = {};
};
/// A function of the graph's library, named as the item. Items in it are its body; ops `_Arg` and
/// `_Retval` among them its arguments and results, by their attribute `index`. A control wire from
/// a node of the body to the function makes it run whenever the function does.
struct FunctionItem {
    /// Serialized FunctionDef: what is not drawn (attributes, descriptions, kinds of arguments).
    std::string definition;
};
/// A part of the graph made from parameters by a RecipeDef.
struct RecipeItem {
    std::string recipe;
    AttrMap parameters;
    std::string device;
};
/// A column of a data source, as last seen.
struct DataColumn {
    std::string name;
    DType type = DType::Invalid;
    PartialShape rowShape;
    friend bool operator==(const DataColumn&, const DataColumn&) = default;
};
/// Rows from outside.
struct DataItem {
    std::string source;        ///< a name, never a path: "fashion-mnist", "points.csv"
    double trainFraction = 0;  ///< of a source without splits of its own; 0: it has its own
    std::int64_t splitSeed = 0;
    std::vector<DataColumn> columns;
};
/// Words on paper.
struct NoteItem {
    std::string text;     ///< of a frame the first line is its title
    bool frame = false;   ///< takes along what lies on it
    bool locked = false;  ///< stays where it is
    int colour = 0;       ///< one of the look's, 0: that of notes
};

/// Another item that lies elsewhere because of this one.
struct Moved {
    ItemId item;
    double x = 0;  ///< by how much
    double y = 0;
    friend bool operator==(const Moved&, const Moved&) = default;
};

/// Whether an item takes part in the graph.
enum class LeftOut {
    No,
    Muted,     ///< it is not made, nor is what cannot be without it
    Bypassed,  ///< not made either: its readers get its first input of the same dtype and shape
};

/// What a person places on the canvas.
struct Item {
    ItemId id;
    ItemId parent = {};  ///< the group it lies in; none: the top
    std::string name;    ///< below the parent's name; unique among siblings
    double x = 0;        ///< left upper corner, logical pixels at zoom 1
    double y = 0;
    double width = 0;  ///< 0: as wide as it needs to be
    double height = 0;
    bool folded = false;  ///< drawn as one with what belongs to it, or with its series
    std::variant<OpItem, GroupItem, RecipeItem, DataItem, NoteItem, FunctionItem> what;
    std::string extraBytes = {};       ///< fields that this version does not know
    bool opened = false;               ///< drawn in place as a frame around what is in it
    ItemId shares = {};                ///< the item whose variables it uses in place of its own
    std::vector<Moved> madeRoom = {};  ///< who went how far when it was opened
    LeftOut leftOut = LeftOut::No;     ///< of a group: all that is in it

    template <class T>
    const T* as() const {
        return std::get_if<T>(&what);
    }
};

/// Whether items can lie in it: a group or a function.
inline bool holdsItems(const Item& item) {
    return item.as<GroupItem>() != nullptr || item.as<FunctionItem>() != nullptr;
}

/// A place that a wire is led through, in the picture of one group (none: the top's).
struct WirePoint {
    ItemId group;
    double x = 0;
    double y = 0;
    friend bool operator==(const WirePoint&, const WirePoint&) = default;
};

/// A connection; from a data column to a placeholder it is a binding with conversions.
struct Wire {
    ItemId id;
    PortRef from;
    PortRef to;
    std::vector<Conversion> conversions = {};
    std::string extraBytes = {};
    std::vector<WirePoint> points = {};  ///< on the way from `from` to `to`
};

/// What is said about one derived node of an item, applied again after each expansion.
struct Override {
    enum class Kind { Device, Probe, Breakpoint, Trainable, Summary, ControlInput };
    ItemId id;
    ItemId item;
    std::string role;  ///< see Origin
    Kind kind = Kind::Probe;
    std::string text = {};  ///< Device, Summary
    bool flag = true;       ///< Probe, Breakpoint, Trainable
    PortRef control = {};   ///< ControlInput: what the node waits for
    std::string extraBytes = {};
};

/// A standing feed of a scalar tensor: every run feeds it, the graph does not change.
struct Knob {
    ItemId id;
    ItemId item;
    std::string role;
    std::string name;  ///< as --set calls it
    double value = 0;
    double minimum = 0;
    double maximum = 0;
    bool logarithmic = false;
    std::string extraBytes = {};
};

/// One row of the run sheet: a call, and when it is made.
struct RunRow {
    enum class Mode { Inference, Training };
    enum class Unit { Step, Epoch };
    ItemId id;
    double order = 0;
    std::string name;             ///< "train", "validate"
    std::vector<ItemId> targets;  ///< items run for their effect
    std::vector<PortRef> fetches;
    std::string split;  ///< "train", "test"
    Mode mode = Mode::Inference;
    std::int64_t every = 1;
    Unit unit = Unit::Step;
    std::int64_t times = 1;  ///< calls in a row
    std::int64_t batch = 0;  ///< rows a call; 0: the whole split at once
    bool disabled = false;
    std::string extraBytes = {};
};

/// What holds for the whole project. There is one, under kSettingsId.
struct Settings {
    ItemId id;
    std::string title;
    std::int64_t epochs = 1;
    std::int64_t steps = 0;  ///< 0: until the epochs end
    std::int64_t seed = 1;
    int cpuDevices = 1;
    bool softPlacement = false;
    bool strict = false;  ///< a session initialises nothing by itself
    std::string device;   ///< where nodes without a device go
    /// Of an imported graph all but its nodes: versions, function library, collections, saver. A
    /// serialized MetaGraphDef; empty in a drawing of one's own.
    std::string frame;
    std::string extraBytes = {};
};
inline constexpr ItemId kSettingsId{1};

/// Anything that a document holds under an id.
using Entity = std::variant<Item, Wire, Override, Knob, RunRow, Settings>;

/// Whether it speaks of other items besides its parent.
bool mentionsItems(const Item& item);
/// Gives the other items that it speaks of, but for its parent, new ids; of what becomes none it
/// speaks no more. Returns whether that changed it.
bool renameMentions(Item& item, const std::function<ItemId(ItemId)>& newId);

/// The id of whatever it is.
ItemId idOf(const Entity& entity);
/// Serialized `weft.Project` with nothing but this; equal entities give equal bytes.
std::string entityToBytes(const Entity& entity);
/// Errors: DataLoss for bytes that hold no entity, or several.
Result<Entity> entityFromBytes(std::string_view bytes);

}  // namespace weft

template <>
struct std::hash<weft::ItemId> {
    std::size_t operator()(weft::ItemId id) const noexcept {
        return static_cast<std::size_t>(id.value);
    }
};
