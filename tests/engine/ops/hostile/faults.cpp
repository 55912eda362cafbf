// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/hostile/faults.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>

#include "engine/base/strings.h"

namespace weft::test {
namespace {

using Sizes = std::vector<std::int64_t>;

/// Axes and list entries that are spoiled one by one; of longer ones the first.
constexpr std::size_t kMostPlaces = 5;

/// The numbers again and again in another shape; zeros where there is none to repeat.
Tensor refilled(const Tensor& good, const Sizes& sizes) {
    const Result<Shape> shape = makeShape(sizes);
    if (!shape.ok()) { return {}; }
    Result<Tensor> made = Tensor::allocate(good.dtype(), *shape);
    if (!made.ok()) { return {}; }
    const auto from = static_cast<std::size_t>(good.elements());
    const auto to = static_cast<std::size_t>(made->elements());
    if (good.dtype() == DType::String) {
        for (std::size_t i = 0; i < to && from > 0; ++i) {
            made->mutableValues<std::string>()[i] = good.values<std::string>()[i % from];
        }
        return *made;
    }
    if (to == 0) { return *made; }
    auto* target = static_cast<char*>(static_cast<void*>(made->mutableData()));
    std::memset(target, 0, made->bytes());
    if (from == 0) { return *made; }
    const std::size_t size = good.bytes() / from;
    const auto* source = static_cast<const char*>(static_cast<const void*>(good.data()));
    for (std::size_t i = 0; i < to; ++i) {
        std::copy_n(source + i % from * size, size, target + i * size);
    }
    return *made;
}

/// One element, or all, replaced by a number.
template <class T, class Number>
void addNumbers(std::vector<TensorFault>& faults, const Tensor& good,
                const std::map<std::string, Number>& numbers) {
    if (good.elements() == 0) { return; }
    for (const auto& [name, number] : numbers) {
        for (const bool isAll : {false, true}) {
            Result<Tensor> spoiled = good.clone();
            if (!spoiled.ok() || (isAll && good.elements() == 1)) { continue; }
            const std::span<T> values = spoiled->template mutableValues<T>();
            std::fill(values.begin(), isAll ? values.end() : values.begin() + 1,
                      static_cast<T>(number));
            faults.push_back({concat(isAll ? "all " : "first ", name), *spoiled});
        }
    }
}

template <class T>
void addIntegers(std::vector<TensorFault>& faults, const Tensor& good) {
    addNumbers<T, T>(faults, good,
                     {{"zero", 0},
                      {"-1", static_cast<T>(-1)},
                      {"seven", 7},
                      {"least", std::numeric_limits<T>::min()},
                      {"largest", std::numeric_limits<T>::max()}});
}

template <class T>
void addReals(std::vector<TensorFault>& faults, const Tensor& good) {
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
    addNumbers<T, float>(faults, good, {{"zero", 0.0F}, {"-1", -1.0F}, {"nan", kNaN}});
}

void addNumbers(std::vector<TensorFault>& faults, const Tensor& good) {
    switch (good.dtype()) {
        case DType::Int8:
            return addIntegers<std::int8_t>(faults, good);
        case DType::Int16:
            return addIntegers<std::int16_t>(faults, good);
        case DType::Int32:
            return addIntegers<std::int32_t>(faults, good);
        case DType::Int64:
            return addIntegers<std::int64_t>(faults, good);
        case DType::UInt8:
            return addIntegers<std::uint8_t>(faults, good);
        case DType::Float:
            return addReals<float>(faults, good);
        case DType::Double:
            return addReals<double>(faults, good);
        default:
            return;
    }
}

void spoilList(std::vector<NodeFault>& faults, const std::string& name,
               const tensorflow::AttrValue::ListValue& list) {
    const auto change = [&](const std::string& what, auto f) {
        faults.push_back({concat(name, " ", what), [name, f](tensorflow::NodeDef& node) {
                              f(*(*node.mutable_attr())[name].mutable_list());
                          }});
    };
    using List = tensorflow::AttrValue::ListValue;
    change("empty", [](List& l) { l.Clear(); });
    change("longer", [](List& l) { l.add_i(1); });
    if (list.i_size() == 0) { return; }
    change("shorter", [](List& l) { l.mutable_i()->RemoveLast(); });
    for (int at = 0; at < std::min<int>(list.i_size(), kMostPlaces); ++at) {
        for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{3},
                                          std::int64_t{INT32_MAX}, std::int64_t{INT64_MAX}}) {
            change(concat("[", at, "] = ", number), [at, number](List& l) { l.set_i(at, number); });
        }
    }
}

void spoilAttr(std::vector<NodeFault>& faults, const std::string& name,
               const tensorflow::AttrValue& value) {
    const auto change = [&](const std::string& what, auto f) {
        faults.push_back({concat(name, " = ", what), [name, f](tensorflow::NodeDef& node) {
                              f((*node.mutable_attr())[name]);
                          }});
    };
    using Value = tensorflow::AttrValue;
    change("nothing", [](Value& v) { v.Clear(); });
    switch (value.value_case()) {
        case Value::kI:
            for (const std::int64_t number :
                 {std::int64_t{0}, std::int64_t{-1}, std::int64_t{5}, std::int64_t{INT32_MAX},
                  std::int64_t{INT64_MAX}, std::int64_t{INT64_MIN}}) {
                change(concat(number), [number](Value& v) { v.set_i(number); });
            }
            break;
        case Value::kF:
            change("nan", [](Value& v) { v.set_f(std::numeric_limits<float>::quiet_NaN()); });
            change("-1", [](Value& v) { v.set_f(-1); });
            change("0", [](Value& v) { v.set_f(0); });
            break;
        case Value::kB:
            change("other", [](Value& v) { v.set_b(!v.b()); });
            break;
        case Value::kS:
            for (const char* text : {"", "?", "NCHW", "EXPLICIT"}) {
                change(text, [text](Value& v) { v.set_s(text); });
            }
            break;
        case Value::kType:
            for (const tensorflow::DataType type :
                 {tensorflow::DT_STRING, tensorflow::DT_BOOL, tensorflow::DT_COMPLEX64,
                  tensorflow::DT_INT8, tensorflow::DT_RESOURCE, tensorflow::DT_INVALID}) {
                change(concat("type ", type), [type](Value& v) { v.set_type(type); });
            }
            break;
        case Value::kShape:
            change("unknown", [](Value& v) { v.mutable_shape()->set_unknown_rank(true); });
            change("[-2]", [](Value& v) { v.mutable_shape()->add_dim()->set_size(-2); });
            change("[3]", [](Value& v) { v.mutable_shape()->add_dim()->set_size(3); });
            break;
        case Value::kList:
            spoilList(faults, name, value.list());
            break;
        default:
            break;
    }
}

}  // namespace

std::vector<TensorFault> tensorFaults(const Tensor& good) {
    const Sizes sizes(good.shape().dims().begin(), good.shape().dims().end());
    std::vector<TensorFault> faults;
    const auto reshape = [&](const std::string& what, const Sizes& to) {
        Tensor spoiled = refilled(good, to);
        if (spoiled.valid()) { faults.push_back({what, std::move(spoiled)}); }
    };
    Sizes more = sizes;
    more.insert(more.begin(), 1);
    reshape("an axis more", more);
    reshape("nine axes", Sizes(9, 1));
    reshape("nothing", {0});
    if (sizes.empty()) {
        reshape("two", {2});
    } else {
        reshape("an axis less", Sizes(sizes.begin() + 1, sizes.end()));
        reshape("a scalar", {});
    }
    for (std::size_t axis = 0; axis < std::min(sizes.size(), kMostPlaces); ++axis) {
        for (const std::int64_t size : {std::int64_t{0}, std::int64_t{1}, sizes[axis] + 1}) {
            Sizes other = sizes;
            other[axis] = size;
            if (size != sizes[axis]) { reshape(concat("axis ", axis, " of ", size), other); }
        }
    }
    addNumbers(faults, good);
    return faults;
}

std::vector<NodeFault> nodeFaults(const tensorflow::NodeDef& good) {
    std::vector<NodeFault> faults;
    std::map<std::string, const tensorflow::AttrValue*>
        attrs;  // in one order, unlike the message's
    for (const auto& [name, value] : good.attr()) {
        if (!name.starts_with('_')) { attrs[name] = &value; }
    }
    for (const auto& [name, value] : attrs) { spoilAttr(faults, name, *value); }
    if (good.input_size() > 0) {
        faults.push_back({"an input less",
                          [](tensorflow::NodeDef& node) { node.mutable_input()->RemoveLast(); }});
        faults.push_back({"an input twice", [](tensorflow::NodeDef& node) {
                              node.add_input(std::string(node.input(0)));
                          }});
    }
    return faults;
}

}  // namespace weft::test
