// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/base/status.h"

namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

/// @file
/// Any protobuf message in and out, with limits and places in messages.

namespace weft {

/// As checkWireFormat(), for a message type. Nesting counts only where the type has messages.
Status checkWire(std::string_view bytes, std::string_view what,
                 const google::protobuf::Descriptor* type, const Limits& limits);

/// Checks the framing, then parses. Errors: InvalidArgument "not a WHAT: ..." with a byte offset.
Status parseMessage(std::string_view bytes, std::string_view what,
                    google::protobuf::Message& message, const Limits& limits);
/// Parses protobuf's text format.
/// Errors: InvalidArgument "not a WHAT in text form: ... (line L, column C, near '...')".
Status parseMessageText(std::string_view text, std::string_view what,
                        google::protobuf::Message& message, const Limits& limits);
/// Serialized with maps sorted, so that equal messages give equal bytes.
std::string messageBytes(const google::protobuf::Message& message);
std::string messageText(const google::protobuf::Message& message);

/// Fields that the message's type does not define; those of messages inside it do not count.
bool hasUnknownFields(const google::protobuf::Message& message);
void copyUnknownFields(const google::protobuf::Message& from, google::protobuf::Message& to);

}  // namespace weft
