// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/device_name.h"

#include <algorithm>
#include <limits>

#include "engine/base/strings.h"

namespace weft {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Job and device type names: a letter, then letters, digits and underscores.
bool isWord(std::string_view text) {
    return !text.empty() && isLetter(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return isLetter(c) || isDigit(c) || c == '_'; });
}

std::string upperCase(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') { c = static_cast<char>(c - 'a' + 'A'); }
    }
    return out;
}

/// Sets the number a part holds; "*" leaves it open. False when it is neither.
bool readNumber(std::string_view text, std::optional<int>& out) {
    if (text == "*") { return true; }
    const std::optional<std::int64_t> number = parseInt(text);
    if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) { return false; }
    out = static_cast<int>(*number);
    return true;
}

bool readDevice(std::string_view text, DeviceName& out) {
    const std::size_t colon = text.find(':');
    const std::string_view type = text.substr(0, colon);
    if (type != "*") {
        if (!isWord(type)) { return false; }
        out.type = upperCase(type);
    }
    return colon == std::string_view::npos || readNumber(text.substr(colon + 1), out.index);
}

/// One part between slashes: "job:x", "task:1", "device:GPU:0", "gpu:0".
bool readPart(std::string_view part, DeviceName& out) {
    const std::size_t colon = part.find(':');
    const std::string_view key = part.substr(0, colon);
    const std::string_view value =
        colon == std::string_view::npos ? std::string_view() : part.substr(colon + 1);
    if (key == "job") {
        if (value == "*") { return true; }
        if (!isWord(value)) { return false; }
        out.job = std::string(value);
        return true;
    }
    if (key == "replica") { return readNumber(value, out.replica); }
    if (key == "task") { return readNumber(value, out.task); }
    if (key == "device") { return readDevice(value, out); }
    // The short form names the type itself.
    const std::string type = upperCase(key);
    return (type == "CPU" || type == "GPU") && readDevice(part, out);
}

template <class T>
void fill(std::optional<T>& to, const std::optional<T>& from) {
    if (!to) { to = from; }
}

template <class T>
bool fits(const std::optional<T>& wanted, const std::optional<T>& given) {
    return !wanted || wanted == given;
}

}  // namespace

Result<DeviceName> DeviceName::parse(std::string_view text) {
    DeviceName name;
    std::string_view rest = text;
    while (!rest.empty()) {
        if (rest.front() != '/') {
            return invalidArgument(concat("malformed device name: got '", escaped(text),
                                          "', want a form like /job:worker/task:0/device:GPU:0"));
        }
        rest.remove_prefix(1);
        const std::size_t end = std::min(rest.find('/'), rest.size());
        if (!readPart(rest.substr(0, end), name)) {
            return invalidArgument(concat("malformed device name: got '", escaped(text),
                                          "', want a form like /job:worker/task:0/device:GPU:0"));
        }
        rest.remove_prefix(end);
    }
    return name;
}

std::string DeviceName::toString() const {
    std::string out;
    if (job) { out += concat("/job:", *job); }
    if (replica) { out += concat("/replica:", *replica); }
    if (task) { out += concat("/task:", *task); }
    if (type || index) { out += concat("/device:", type.value_or("*")); }
    if (index) { out += concat(":", *index); }
    return out;
}

bool DeviceName::matches(const DeviceName& full) const {
    return fits(job, full.job) && fits(replica, full.replica) && fits(task, full.task) &&
           fits(type, full.type) && fits(index, full.index);
}

DeviceName DeviceName::filledFrom(const DeviceName& defaults) const {
    DeviceName out = *this;
    fill(out.job, defaults.job);
    fill(out.replica, defaults.replica);
    fill(out.task, defaults.task);
    fill(out.type, defaults.type);
    fill(out.index, defaults.index);
    return out;
}

}  // namespace weft
