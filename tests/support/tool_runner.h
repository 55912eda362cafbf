// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace weft::test {

/// How a call of the tool ended.
struct ToolEnd {
    bool crashed = true;  ///< or hung
    int code = -1;
    QString out;
    QString err;
};

/// Runs `weft WORDS...` in a process of its own.
inline ToolEnd runTool(const QStringList& words) {
    constexpr int kAnswerMs = 60'000;  // generous: sanitizers, a loaded machine; a hang never ends
    QProcess process;
    process.start(QStringLiteral(WEFT_BIN_DIR "/weft"), words);
    if (!process.waitForFinished(kAnswerMs)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::CrashExit, process.exitCode(),
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

}  // namespace weft::test
