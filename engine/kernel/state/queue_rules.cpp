// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the attributes of a queue's node say, and which queue it names.

#include <algorithm>
#include <limits>
#include <random>

#include "engine/base/strings.h"
#include "engine/graph/node.h"
#include "engine/kernel/state/tensor_queue.h"

namespace weft {
namespace {

/// Queues have a name space of their own in a store.
std::string containerOf(const ResourceHandle& handle) {
    return concat("_queue/", handle.container);
}

template <class List>
std::string listText(const List& list) {
    std::vector<std::string> words;
    for (const auto& item : list) { words.push_back(concat(item)); }
    return join(words, ",");
}

std::string typesText(const std::vector<DType>& types) {
    std::vector<std::string> words;
    for (const DType type : types) { words.emplace_back(signatureName(type)); }
    return join(words, ", ");
}

Status checkShapes(const TensorQueue::Rules& rules) {
    const std::vector<PartialShape>& shapes = rules.shapes;
    if (rules.isPadded && shapes.size() != rules.types.size()) {
        return invalidArgument(concat("Shapes must be provided for all components, but received ",
                                      rules.types.size(), " dtypes and ", shapes.size(),
                                      " shapes."));
    }
    if (!shapes.empty() && shapes.size() != rules.types.size()) {
        return invalidArgument(
            concat("Different number of component types.  Types: ", typesText(rules.types),
                   ", Shapes: [", listText(shapes), "]"));
    }
    for (const PartialShape& shape : shapes) {
        if (rules.isPadded ? !shape.hasRank() : !shape.isFull()) {
            return invalidArgument(concat("shape of a component: got ", shape, ", want known ",
                                          rules.isPadded ? "rank" : "sizes"));
        }
    }
    return okStatus();
}

/// The stream of a shuffling queue: seeds that are both 0 give another one each time.
random::Philox streamOf(const AttrMap& attrs) {
    const auto seed = attrs.getOr<std::int64_t>("seed", 0);
    const auto seed2 = attrs.getOr<std::int64_t>("seed2", 0);
    if (seed != 0 || seed2 != 0) {
        return {static_cast<std::uint64_t>(seed), 0, static_cast<std::uint64_t>(seed2)};
    }
    std::random_device device;
    return {(std::uint64_t{device()} << 32U) | device(), 0, device()};
}

}  // namespace

Result<TensorQueue::Rules> queueRules(std::string_view opName, const AttrMap& attrs) {
    TensorQueue::Rules rules;
    rules.typeName = opName.ends_with("V2") ? opName.substr(0, opName.size() - 2) : opName;
    rules.types = WEFT_TRY(attrs.get<std::vector<DType>>("component_types"));
    rules.shapes = attrs.getOr<std::vector<PartialShape>>("shapes", {});
    const auto capacity = attrs.getOr<std::int64_t>("capacity", -1);
    rules.capacity = capacity < 0 ? std::numeric_limits<std::int32_t>::max() : capacity;
    if (rules.typeName == "PriorityQueue") {
        rules.order = TensorQueue::Order::Priority;
        rules.types.insert(rules.types.begin(), DType::Int64);
        if (!rules.shapes.empty() || rules.types.size() == 1) {
            rules.shapes.insert(rules.shapes.begin(), PartialShape::scalar());
        }
    } else if (rules.typeName == "RandomShuffleQueue") {
        rules.order = TensorQueue::Order::Random;
        rules.leaves = attrs.getOr<std::int64_t>("min_after_dequeue", 0);
        rules.stream = streamOf(attrs);
        if (rules.leaves < 0) {
            return invalidArgument(concat("min_after_dequeue ", rules.leaves, " must be >= 0"));
        }
        if (rules.leaves >= rules.capacity) {
            return invalidArgument(
                concat("min_after_dequeue ", rules.leaves, " must be < capacity ", rules.capacity));
        }
    }
    rules.isPadded = rules.typeName == "PaddingFIFOQueue";
    WEFT_TRY(checkShapes(rules));
    return rules;
}

ResourceHandle queueHandle(const std::string& nodeName, const AttrMap& attrs) {
    const auto shared = attrs.getOr<std::string>("shared_name", {});
    return {attrs.getOr<std::string>("container", {}), shared.empty() ? nodeName : shared, "queue"};
}

Result<std::shared_ptr<TensorQueue>> findOrMakeQueue(ResourceStore& store, const ResourceHandle& at,
                                                     const TensorQueue::Rules& rules) {
    auto queue = WEFT_TRY(store.findOrMake<TensorQueue>(
        containerOf(at), at.name, [&] { return std::make_shared<TensorQueue>(at.name, rules); }));
    const TensorQueue::Rules& is = queue->rules();
    const std::string shared = concat("Shared queue '", at.name, "' has ");
    if (is.typeName != rules.typeName) {
        return invalidArgument(
            concat(shared, "another type: Expected ", is.typeName, ", found ", rules.typeName));
    }
    if (is.capacity != rules.capacity) {
        return invalidArgument(concat(shared, "capacity ", is.capacity,
                                      " but requested capacity was ", rules.capacity));
    }
    if (is.types != rules.types) {
        return invalidArgument(concat(shared, "component types ", typesText(is.types),
                                      " but requested component types were ",
                                      typesText(rules.types)));
    }
    if (is.shapes != rules.shapes) {
        return invalidArgument(concat(shared, "component shapes [", listText(is.shapes),
                                      "] but requested component shapes were [",
                                      listText(rules.shapes), "]"));
    }
    if (is.leaves != rules.leaves) {
        return invalidArgument(concat(shared, "min_after_dequeue ", is.leaves,
                                      " but requested min_after_dequeue was ", rules.leaves));
    }
    return queue;
}

Result<std::shared_ptr<TensorQueue>> findQueue(const ResourceStore& store,
                                               const ResourceHandle& handle) {
    auto queue = store.find<TensorQueue>(containerOf(handle), handle.name);
    if (queue != nullptr) { return queue; }
    return invalidArgument(
        concat("the handle leads to no queue of this session: got '", handle.name, "'"));
}

}  // namespace weft
