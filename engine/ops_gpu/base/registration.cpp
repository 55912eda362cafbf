// SPDX-License-Identifier: Apache-2.0
#include "engine/ops_gpu/base/registration.h"

#include <cstdio>
#include <cstring>

namespace weft::gpu {

const Kernel*& kernelList() {
    static const Kernel* first = nullptr;
    return first;
}

std::int32_t fail(const Call& call, std::int32_t code, const char* text) {
    std::snprintf(call.message, static_cast<std::size_t>(call.messageBytes), "%s", text);
    return code;
}

bool sameText(const char* a, const char* b) { return std::strcmp(a, b) == 0; }

const Attr* findAttr(const Attr* attrs, std::int32_t count, const char* name) {
    for (std::int32_t i = 0; i < count; ++i) {
        if (sameText(attrs[i].name, name)) { return &attrs[i]; }
    }
    return nullptr;
}

}  // namespace weft::gpu
