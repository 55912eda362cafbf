// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flow/node_adder.h"

namespace weft {
namespace {

thread_local NodeAdder* adder = nullptr;

}  // namespace

AddingThrough::AddingThrough(NodeAdder* through) : m_before(adder) { adder = through; }

AddingThrough::~AddingThrough() { adder = m_before; }

NodeAdder* AddingThrough::current() { return adder; }

}  // namespace weft
