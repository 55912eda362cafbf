// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <csignal>

#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/document/drawing.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

/// @file
/// What tests of files do to a window: edit, save, answer bars; and disks that are full.

namespace weft::ui::test {

inline QByteArray contentsOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// One edit of what is open.
inline bool addNote(StudioFixture& studio) {
    return studio.window->edits()
        .edit("add",
              [](Edit& edit) {
                  return detail::statusOf(addEntry(edit, kNoteEntry, {}, QPointF(16, 16)));
              })
        .ok();
}

inline qsizetype notes(const StudioFixture& studio) {
    const Drawing* drawing = studio.window->drawing();
    return drawing == nullptr ? -1 : static_cast<qsizetype>(drawing->document().size());
}

inline std::string bytesOf(const StudioFixture& studio) {
    return documentToBytes(studio.window->drawing()->document());
}

inline bool saves(StudioFixture& studio) {
    QSignalSpy saved(studio.files.get(), &FileController::saved);
    QTest::keyClick(studio.window.get(), Qt::Key_S, Qt::ControlModifier);
    return QTest::qWaitFor([&] { return !saved.isEmpty(); }, 10'000);
}

inline QString saysSomewhere(const StudioFixture& studio) {
    return studio.window->fileBar().words().join('|');
}

/// Clicks a button of the bar.
inline bool answer(const StudioFixture& studio, const QString& text) {
    for (QPushButton* button : studio.window->fileBar().findChildren<QPushButton*>()) {
        if (button->text() != text || !button->isVisible()) { continue; }
        QTest::mouseClick(button, Qt::LeftButton);
        QTest::qWait(1);
        return true;
    }
    qWarning("no button '%s' in: %s", qPrintable(text), qPrintable(saysSomewhere(studio)));
    return false;
}

inline bool isRoot() { return geteuid() == 0; }

/// Files of this process can grow to that size and not further.
class LittleDisk {
public:
    explicit LittleDisk(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &m_before);
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit low = m_before;
        low.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &low);
    }
    ~LittleDisk() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

inline int logsIn(const StudioFixture& studio) {
    return static_cast<int>(
        QDir(studio.recoveryFolder()).entryList({"*.editlog"}, QDir::Files).size());
}
/// A project file of its own.
inline QString project(const StudioFixture& studio, const QString& name,
                       const NeuronOptions& options = {}) {
    const auto document = documentFromText(neuronProject(options).toStdString());
    const QString path = studio.folder() + '/' + name;
    if (!document.ok() || !writeProject(*document, path.toStdString()).ok()) { return {}; }
    return path;
}
inline QByteArray newerSchema() {
    // Field 2 is the schema; the checksum at the end is made again.
    QByteArray bytes = QByteArray::fromStdString(documentToBytes(Document()));
    bytes.chop(5);
    const qsizetype at = 14;
    if (bytes[at] != 0x10) { qWarning("the schema is elsewhere"); }
    bytes[at + 1] = 99;
    const std::uint32_t crc = crc32c(bytes.toStdString());
    bytes.append(static_cast<char>(0x7D));
    for (int i = 0; i < 4; ++i) { bytes.append(static_cast<char>(crc >> (8 * i))); }
    return bytes;
}

}  // namespace weft::ui::test
