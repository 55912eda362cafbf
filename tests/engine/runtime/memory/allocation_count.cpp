// SPDX-License-Identifier: Apache-2.0
/// @file
/// Replaces operator new of the whole test executable. Nothing is counted unless a thread asks.

#include "tests/engine/runtime/memory/allocation_count.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

namespace {

constexpr std::size_t kFrames = 14;
constexpr std::size_t kMostRecords = 256;

struct Record {
    std::array<void*, kFrames> frames;
    int count = 0;
};
thread_local constinit bool counts = false;
thread_local constinit std::size_t recorded = 0;
thread_local std::array<Record, kMostRecords> records;

void* allocate(std::size_t bytes) {
    void* memory = std::malloc(bytes == 0 ? 1 : bytes);
    if (memory == nullptr) { throw std::bad_alloc(); }
    if (!counts) { return memory; }
    counts = false;  // backtrace() may allocate the first time
    if (recorded < kMostRecords) {
        Record& record = records[recorded];
        record.count = backtrace(record.frames.data(), static_cast<int>(kFrames));
    }
    ++recorded;
    counts = true;
    return memory;
}

/// The function, or the place in its library, for addr2line.
std::string nameOf(const Dl_info& info, const void* address) {
    if (info.dli_sname == nullptr) {
        std::array<char, 32> offset{};
        std::snprintf(offset.data(), offset.size(), "+0x%tx",
                      static_cast<const char*>(address) - static_cast<const char*>(info.dli_fbase));
        const std::string file = info.dli_fname == nullptr ? "" : info.dli_fname;
        return file.substr(file.rfind('/') + 1) + offset.data();
    }
    int status = 0;
    char* plain = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status);
    std::string name = status == 0 ? plain : info.dli_sname;
    std::free(plain);
    return name.substr(0, 100);
}

}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads): the others call these.
void* operator new(std::size_t bytes) { return allocate(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }
// NOLINTEND(misc-new-delete-overloads)

namespace weft::test {

AllocationCount::AllocationCount() {
    std::array<void*, 2> first{};
    static_cast<void>(backtrace(first.data(), 2));  // loads what it needs
    recorded = 0;
    counts = true;
}

AllocationCount::~AllocationCount() { counts = false; }

std::vector<std::string> AllocationCount::callers() {
    counts = false;
    std::vector<std::string> lines;
    for (std::size_t r = 0; r < std::min(recorded, kMostRecords); ++r) {
        const Record& record = records[r];
        std::string line;
        bool isOurs = true;
        bool seenOwner = false;
        for (int f = 2; f < record.count; ++f) {  // past allocate() and operator new
            Dl_info info{};
            if (dladdr(record.frames[static_cast<std::size_t>(f)], &info) == 0) { continue; }
            const std::string_view file = info.dli_fname == nullptr ? "" : info.dli_fname;
            const auto isIn = [file](std::string_view library) {
                return file.find(library) != std::string_view::npos;
            };
            if (!seenOwner && !isIn("libstdc++")) {
                seenOwner = true;
                isOurs = !isIn("libdnnl") && !isIn("libgomp") && !isIn("libQt6");
            }
            line += (line.empty() ? "" : " < ") +
                    nameOf(info, record.frames[static_cast<std::size_t>(f)]);
        }
        if (isOurs) { lines.push_back(line); }
    }
    if (recorded > kMostRecords) { lines.push_back("... and more"); }
    return lines;
}

}  // namespace weft::test
