// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// What the passes did to a plan, and which kernels it calls.
struct PlanReport {
    struct PassReport {
        std::string name;
        bool enabled = true;
        int count = 0;                   ///< what it changed, in its own units
        std::vector<std::string> notes;  ///< one a change, with the nodes' names
    };
    struct KernelReport {
        std::string node;
        std::string op;
        std::string device;
        std::string kernel;                 ///< "simd", "dnnl", ...; "" where no kernel is called
        std::vector<std::string> declined;  ///< "label: why" of kernels before it in the order
        std::vector<std::string> chain;     ///< of a fused chain: its nodes
    };
    std::vector<PassReport> passes;     ///< in the order in which they ran
    std::vector<KernelReport> kernels;  ///< in the order of the instructions
    int instructionsBefore = 0;         ///< as laid out
    int instructionsAfter = 0;
    bool shapesKnown = false;  ///< made for the shapes of one call's feeds
};

}  // namespace weft
