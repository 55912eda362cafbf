// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/proto/conformance.pb.h"
#include "engine/runtime/session.h"

/// @file
/// The recorded suites as graphs that tests spoil.

namespace weft::test {

/// A suite of tests/conformance; empty when it cannot be read.
const conformance::Suite& recordedSuite(const std::string& name);

/// The requests of a case, without what the runner would have to build.
std::vector<RunRequest> requestsOf(const conformance::Case& recorded);

}  // namespace weft::test
