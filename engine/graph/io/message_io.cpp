// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/io/message_io.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <limits>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// Keeps the first error of a text parse.
class FirstError final : public google::protobuf::io::ErrorCollector {
public:
    void AddError(int line, google::protobuf::io::ColumnNumber column,
                  const std::string& message) override {
        if (!m_message.empty()) { return; }
        m_line = line;
        m_column = column;
        m_message = message;
    }
    int line() const { return m_line; }
    int column() const { return m_column; }
    const std::string& message() const { return m_message; }

private:
    int m_line = 0;
    int m_column = 0;
    std::string m_message;
};

/// The part of a line around a column, so that a person finds the place.
std::string excerpt(std::string_view text, int line, int column) {
    constexpr std::size_t kBefore = 30;
    constexpr std::size_t kAfter = 20;
    std::size_t begin = 0;
    for (int i = 0; i < line; ++i) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) { return {}; }
        begin = end + 1;
    }
    std::string_view whole = text.substr(begin, text.find('\n', begin) - begin);
    const std::size_t at = std::min(static_cast<std::size_t>(std::max(column, 0)), whole.size());
    const std::size_t from = at > kBefore ? at - kBefore : 0;
    return escaped(whole.substr(from, at - from + kAfter));
}

Status checkSize(std::string_view bytes, std::string_view what, const Limits& limits) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    // The parser counts in int.
    const std::int64_t most =
        std::min<std::int64_t>(limits.fileBytes, std::numeric_limits<std::int32_t>::max());
    if (size > most) {
        return invalidArgument(concat("not a ", what, ": too large: got ", size,
                                      " bytes, want at most 2 GiB (", most, " bytes)"));
    }
    return okStatus();
}

}  // namespace

Status parseMessage(std::string_view bytes, std::string_view what,
                    google::protobuf::Message& message, const Limits& limits) {
    WEFT_TRY(checkSize(bytes, what, limits));
    WEFT_TRY(checkWire(bytes, what, message.GetDescriptor(), limits));
    google::protobuf::io::CodedInputStream input(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
    input.SetRecursionLimit(limits.messageDepth + 1);
    if (!message.ParseFromCodedStream(&input) || !input.ConsumedEntireMessage()) {
        return invalidArgument(concat("not a ", what, ": damaged near byte ",
                                      input.CurrentPosition(), " of ", bytes.size()));
    }
    return okStatus();
}

Status parseMessageText(std::string_view text, std::string_view what,
                        google::protobuf::Message& message, const Limits& limits) {
    WEFT_TRY(checkSize(text, what, limits));
    const bool hasControls = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
    });
    if (hasControls && checkWire(text, what, message.GetDescriptor(), limits).ok()) {
        return invalidArgument(
            concat("not a ", what,
                   " in text form: it is binary from line 1 on (byte 0); open it "
                   "as a binary file"));
    }
    FirstError errors;
    google::protobuf::TextFormat::Parser parser;
    parser.RecordErrorsTo(&errors);
    parser.SetRecursionLimit(limits.messageDepth);
    google::protobuf::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
    if (parser.Parse(&input, &message)) { return okStatus(); }
    std::string reason = errors.message();
    if (reason.find("recursion limit") != std::string::npos) {
        reason = concat("nested deeper than ", limits.messageDepth);
    }
    return invalidArgument(concat("not a ", what, " in text form: ", escaped(reason), " (line ",
                                  errors.line() + 1, ", column ", errors.column() + 1, ", near '",
                                  excerpt(text, errors.line(), errors.column()), "')"));
}

std::string messageBytes(const google::protobuf::Message& message) {
    std::string out;
    {
        google::protobuf::io::StringOutputStream stream(&out);
        google::protobuf::io::CodedOutputStream coded(&stream);
        coded.SetSerializationDeterministic(true);
        message.SerializeToCodedStream(&coded);
    }
    return out;
}

std::string messageText(const google::protobuf::Message& message) {
    std::string out;
    google::protobuf::TextFormat::PrintToString(message, &out);
    return out;
}

bool hasUnknownFields(const google::protobuf::Message& message) {
    return !message.GetReflection()->GetUnknownFields(message).empty();
}

void copyUnknownFields(const google::protobuf::Message& from, google::protobuf::Message& to) {
    to.GetReflection()->MutableUnknownFields(&to)->MergeFrom(
        from.GetReflection()->GetUnknownFields(from));
}

}  // namespace weft
