// SPDX-License-Identifier: Apache-2.0
/// @file
/// Print, PrintV2: write values to the standard error stream (or another) as the run goes by.
///
/// Errors   InvalidArgument for a stream that is none of the known ones, or a text that is no
///          scalar; Internal when a file cannot be written.
/// Source   Op contracts of TensorFlow "Print", "PrintV2".

#include <atomic>
#include <cstdio>

#include "engine/base/log.h"
#include "engine/kernel/op_builder.h"
#include "engine/ops/control/data_text.h"

namespace weft {
namespace {

/// How often a Print node has printed in its session. Threading: any thread.
class PrintCount final : public Resource {
public:
    bool takeOne(std::int64_t most) {
        return most < 0 || m_count.fetch_add(1, std::memory_order_relaxed) < most;
    }
    std::string kind() const override { return "print count"; }
    std::string describe() const override { return concat(m_count.load(), " lines"); }
    Result<std::map<std::string, Tensor>> save() const override {
        return std::map<std::string, Tensor>{{"count", Tensor::scalar<std::int64_t>(m_count)}};
    }
    Status restore(const std::map<std::string, Tensor>& state) override {
        const auto found = state.find("count");
        if (found == state.end() || found->second.dtype() != DType::Int64 ||
            found->second.elements() != 1) {
            return invalidArgument("state of a Print node does not fit: want 'count' int64[]");
        }
        m_count = found->second.values<std::int64_t>()[0];
        return okStatus();
    }

private:
    std::atomic<std::int64_t> m_count{0};
};

void write(std::FILE* to, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), to);
    std::fflush(to);
}

Status printCpu(KernelContext& context) {
    context.setOutput(0, context.input(0));
    const auto first = context.attrs().getOr<std::int64_t>("first_n", -1);
    if (first >= 0) {
        const auto count = WEFT_TRY(context.resources().findOrMake<PrintCount>(
            "_print", context.node().name, [] { return std::make_shared<PrintCount>(); }));
        if (!count->takeOne(first)) { return okStatus(); }
    }
    const auto message = context.attrs().getOr<std::string>("message", {});
    write(stderr, concat(message, dataText(context, ""), '\n'));
    return okStatus();
}

Status toFile(const std::string& path, const std::string& text) {
    std::FILE* file = std::fopen(path.c_str(), "ab");
    if (file == nullptr) { return internalError(concat("cannot write to '", path, "'")); }
    write(file, text);
    return std::fclose(file) == 0 ? okStatus()
                                  : internalError(concat("cannot write to '", path, "'"));
}

Status printV2Cpu(KernelContext& context) {
    constexpr std::string_view kFile = "file://";
    const Tensor& input = context.input(0);
    if (input.rank() != 0) {
        return invalidArgument(concat("input is not scalar: got shape ", input.shape()));
    }
    const auto stream = context.attrs().getOr<std::string>("output_stream", "stderr");
    const std::string text = input.values<std::string>()[0];
    const std::string line = concat(text, context.attrs().getOr<std::string>("end", "\n"));
    if (stream.starts_with(kFile)) { return toFile(stream.substr(kFile.size()), line); }
    if (stream == "stdout" || stream == "stderr") {
        write(stream == "stdout" ? stdout : stderr, line);
    } else if (stream == "log(info)") {
        logInfo(text);
    } else if (stream == "log(warning)") {
        logWarning(text);
    } else if (stream == "log(error)") {
        logMessage(LogLevel::Error, text);
    } else {
        return invalidArgument(
            concat("unknown output_stream: got '", stream,
                   "', want stdout, stderr, log(info), log(warning), log(error) or file://PATH"));
    }
    return okStatus();
}

Result<std::vector<Expr>> printGradient(const GradientContext& context) {
    std::vector<Expr> gradients(static_cast<std::size_t>(context.inputs()));
    gradients[0] = context.outputGradient(0);
    return gradients;
}

WEFT_OP("Print")
    .summary("Passes a tensor on and writes values to the standard error stream.")
    .category("control")
    .attr("T: type")
    .attr("U: list(type) >= 0")
    .attr("message: string = ''")
    .attr("first_n: int = -1")
    .attr("summarize: int = 3")
    .input("input: T", "passed on")
    .input("data: U", "written")
    .output("output: T", "the input")
    .stateful()
    .shape(sameShape)
    .dynamicOutput(0)
    .gradient(printGradient)
    .cpuKernel(printCpu);

WEFT_OP("PrintV2")
    .summary("Writes a text to a stream.")
    .category("control")
    .attr("output_stream: string = 'stderr'")
    .attr("end: string = '\n'")
    .input("input: string", "scalar")
    .stateful()
    .shape(noOutputs)
    .noGradient("it has no outputs")
    .cpuKernel(printV2Cpu);

}  // namespace
}  // namespace weft
