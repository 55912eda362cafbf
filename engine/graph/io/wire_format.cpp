// SPDX-License-Identifier: Apache-2.0
/// @file
/// Walks the framing of a serialized message before the parser sees it: one pass, no recursion, no
/// allocation that depends on a length in the bytes.

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <vector>

#include "engine/base/strings.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/io/message_io.h"

namespace weft {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

/// A message or group that is open while its bytes are read.
struct Level {
    std::size_t end;         // first byte after it; groups: that of the message around them
    const Descriptor* type;  // null where the type is unknown
    std::uint32_t group;     // field number of the end tag, 0 for messages
};

/// What bytes that are no message look like, for the error's sake.
std::string_view looksLike(std::string_view bytes) {
    if (bytes.starts_with("\x1f\x8b")) { return "; it looks like gzip"; }
    if (bytes.starts_with("\x89PNG")) { return "; it looks like a PNG picture"; }
    if (bytes.starts_with("PK\x03\x04")) { return "; it looks like a zip archive"; }
    const std::string_view head = bytes.substr(0, 512);
    for (const char c : head) {
        const bool isText = (c >= ' ' && c <= '~') || c == '\n' || c == '\t' || c == '\r';
        if (!isText) { return ""; }
    }
    return head.empty() ? "" : "; it looks like text (.pbtxt)";
}

class WireChecker {
public:
    WireChecker(std::string_view bytes, std::string_view what, const Limits& limits)
        : m_bytes(bytes), m_what(what), m_limits(limits) {}

    Status check(const Descriptor* type) {
        m_levels.push_back({m_bytes.size(), type, 0});
        while (true) {
            while (m_levels.size() > 1 && m_at == m_levels.back().end &&
                   m_levels.back().group == 0) {
                m_levels.pop_back();
            }
            if (m_at == m_levels.back().end) {
                if (m_levels.back().group != 0) { return early("a group is not closed"); }
                return okStatus();
            }
            WEFT_TRY(readField());
        }
    }

private:
    Status fail(std::string_view reason, std::size_t at) const {
        return invalidArgument(
            concat("not a ", m_what, ": ", reason, " (byte ", at, ")", looksLike(m_bytes)));
    }
    Status early(std::string_view reason) const {
        return fail(concat("ends early at byte ", m_levels.back().end, ": ", reason), m_at);
    }

    Result<std::uint64_t> varint() {
        constexpr int kMostBytes = 10;
        const std::size_t start = m_at;
        std::uint64_t value = 0;
        for (int i = 0; i < kMostBytes; ++i) {
            if (m_at == m_levels.back().end) { return early("a number is cut"); }
            const auto byte = static_cast<unsigned char>(m_bytes[m_at++]);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << (7 * i);
            if ((byte & 0x80U) == 0) { return value; }
        }
        return fail("a number has more than 10 bytes", start);
    }

    Status skip(std::uint64_t count, std::string_view of) {
        const std::size_t left = m_levels.back().end - m_at;
        if (count > left) {
            return early(concat(of, " claims ", static_cast<std::int64_t>(count), " bytes, ", left,
                                " are left"));
        }
        m_at += count;
        return okStatus();
    }

    Status open(Level level, std::size_t at) {
        if (static_cast<int>(m_levels.size()) > m_limits.messageDepth) {
            return fail(concat("nested deeper than ", m_limits.messageDepth), at);
        }
        m_levels.push_back(level);
        return okStatus();
    }

    Status readField() {
        const std::size_t start = m_at;
        const std::uint64_t tag = WEFT_TRY(varint());
        const std::uint64_t number = tag >> 3U;
        if (number == 0 || number > FieldDescriptor::kMaxNumber) {
            return fail(concat("field number is out of range: got ", number), start);
        }
        switch (tag & 7U) {
            case 0:
                return detail::statusOf(varint());
            case 1:
                return skip(8, "a fixed number");
            case 2:
                return readDelimited(static_cast<int>(number), start);
            case 3:
                return open({m_levels.back().end, nullptr, static_cast<std::uint32_t>(number)},
                            start);
            case 4:
                if (m_levels.back().group != number) {
                    return fail("a group ends that is not open", start);
                }
                m_levels.pop_back();
                return okStatus();
            case 5:
                return skip(4, "a fixed number");
            default:
                return fail(concat("wire type is unknown: got ", tag & 7U), start);
        }
    }

    Status readDelimited(int number, std::size_t start) {
        const std::uint64_t length = WEFT_TRY(varint());
        const Descriptor* type = m_levels.back().type;
        const FieldDescriptor* field = type == nullptr ? nullptr : type->FindFieldByNumber(number);
        const std::size_t begin = m_at;
        const Status fits = skip(length, "a field");
        if (!fits.ok()) { return fits; }
        if (field == nullptr) { return okStatus(); }
        if (m_levels.size() == 1 && field->is_repeated()) { ++m_elements; }
        if (field->type() == FieldDescriptor::TYPE_STRING &&
            !isUtf8(m_bytes.substr(begin, length))) {
            return fail(concat(type->name(), ".", field->name(), " is not UTF-8: got '",
                               escaped(m_bytes.substr(begin, std::min<std::uint64_t>(length, 100))),
                               "' in element ", m_elements - 1),
                        begin);
        }
        if (field->type() != FieldDescriptor::TYPE_MESSAGE) { return okStatus(); }
        const std::size_t end = m_at;
        m_at = begin;
        return open({end, field->message_type(), 0}, start);
    }

    std::string_view m_bytes;
    std::string_view m_what;
    const Limits& m_limits;
    std::size_t m_at = 0;
    int m_elements = 0;  // of repeated fields of the outermost message: nodes, for a graph
    std::vector<Level> m_levels;
};

}  // namespace

Status checkWire(std::string_view bytes, std::string_view what, const Descriptor* type,
                 const Limits& limits) {
    return WireChecker(bytes, what, limits).check(type);
}

Status checkWireFormat(std::string_view bytes, std::string_view what, const Limits& limits) {
    const auto* pool = google::protobuf::DescriptorPool::generated_pool();
    const Descriptor* type = pool->FindMessageTypeByName(concat("tensorflow.", what));
    if (type == nullptr) { type = pool->FindMessageTypeByName(concat("weft.", what)); }
    return checkWire(bytes, what, type, limits);
}

}  // namespace weft
