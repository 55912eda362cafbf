// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

/// @file
/// How functions report failure. Weft throws no exceptions of its own: a function that can fail
/// returns Status, or Result<T> when it also yields a value. The codes are the canonical ones of
/// TensorFlow and gRPC, so errors cross file and network borders unchanged.
///
/// This is the only header that spells absl's status types.

namespace weft {

/// Outcome of an operation: ok, or a canonical code with a message.
using Status = absl::Status;

/// Canonical error codes (kInvalidArgument, kNotFound, ...).
using StatusCode = absl::StatusCode;

/// Either a T or the Status that says why there is none.
template <class T>
using Result = absl::StatusOr<T>;

/// The successful Status.
inline Status okStatus() { return absl::OkStatus(); }

/// Makes a Status of the given code. Message form: `what is wrong: got X, want Y`.
inline Status makeStatus(StatusCode code, std::string_view message) {
    return Status(code, absl::string_view(message.data(), message.size()));
}

/// The user's graph, file or feed is wrong.
inline Status invalidArgument(std::string_view m) {
    return makeStatus(StatusCode::kInvalidArgument, m);
}
/// Something named does not exist.
inline Status notFound(std::string_view m) { return makeStatus(StatusCode::kNotFound, m); }
/// Right request, wrong time: a variable without value, a closed session.
inline Status failedPrecondition(std::string_view m) {
    return makeStatus(StatusCode::kFailedPrecondition, m);
}
/// An index past the end, or the end of data.
inline Status outOfRange(std::string_view m) { return makeStatus(StatusCode::kOutOfRange, m); }
/// Memory, disk or a limit is exhausted.
inline Status resourceExhausted(std::string_view m) {
    return makeStatus(StatusCode::kResourceExhausted, m);
}
/// Weft cannot do this (yet).
inline Status unimplemented(std::string_view m) {
    return makeStatus(StatusCode::kUnimplemented, m);
}
/// A bug in Weft or in a library.
inline Status internalError(std::string_view m) { return makeStatus(StatusCode::kInternal, m); }
/// Stopped on request.
inline Status cancelled(std::string_view m) { return makeStatus(StatusCode::kCancelled, m); }
/// A time limit ran out.
inline Status deadlineExceeded(std::string_view m) {
    return makeStatus(StatusCode::kDeadlineExceeded, m);
}
/// Exists already.
inline Status alreadyExists(std::string_view m) {
    return makeStatus(StatusCode::kAlreadyExists, m);
}
/// Stored bytes are damaged.
inline Status dataLoss(std::string_view m) { return makeStatus(StatusCode::kDataLoss, m); }
/// Not allowed.
inline Status permissionDenied(std::string_view m) {
    return makeStatus(StatusCode::kPermissionDenied, m);
}

/// The message of a status as a standard string view, valid as long as the status.
inline std::string_view messageOf(const Status& status) {
    return {status.message().data(), status.message().size()};
}

/// The canonical name of a code, as tools print it: "INVALID_ARGUMENT".
inline std::string codeName(StatusCode code) { return absl::StatusCodeToString(code); }

/// Same code, message replaced by prefix + message + suffix.
inline Status annotated(const Status& status, std::string_view prefix,
                        std::string_view suffix = {}) {
    std::string text(prefix);
    text.append(messageOf(status)).append(suffix);
    return makeStatus(status.code(), text);
}

namespace detail {
inline Status statusOf(const Status& status) { return status; }
template <class T>
Status statusOf(const Result<T>& result) {
    return result.status();
}
inline void valueOf(Status&&) {}
template <class T>
T valueOf(Result<T>&& result) {
    return *std::move(result);
}
}  // namespace detail

}  // namespace weft

#define WEFT_TRY_IMPL(name, expression)                                         \
    __extension__({                                                             \
        auto name = (expression);                                               \
        if (!name.ok()) [[unlikely]] { return ::weft::detail::statusOf(name); } \
        ::weft::detail::valueOf(std::move(name));                               \
    })
#define WEFT_TRY_NAME2(counter) weftTry##counter
#define WEFT_TRY_NAME(counter) WEFT_TRY_NAME2(counter)

/// Evaluates a Status or Result<T>; on failure returns its Status from the enclosing function, else
/// yields the value (nothing for a Status): `Shape s = WEFT_TRY(makeShape(dims));
/// WEFT_TRY(check());`
#define WEFT_TRY(expression) WEFT_TRY_IMPL(WEFT_TRY_NAME(__COUNTER__), expression)
