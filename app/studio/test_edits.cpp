// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/test_edits.h"

#include <QCoreApplication>
#include <QPushButton>
#include <cstdio>

#include "ui/commands/item_commands.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/files/file_bar.h"

namespace weft::studio {

TestEdits::TestEdits(ui::MainWindow& window, ui::FileController& files, QObject* parent)
    : QObject(parent), m_window(window), m_files(files) {
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &TestEdits::editOnce);
}

void TestEdits::edit(int count) {
    if (m_window.drawing() == nullptr) { m_files.newFile(); }
    m_left = count;
    m_timer.start();
}

void TestEdits::editOnce() {
    if (m_left-- <= 0) {
        m_timer.stop();
        return;
    }
    ++m_done;
    ui::Drawing& drawing = *m_window.drawing();
    if (m_done % 5 == 4) {
        drawing.undo();
    } else {
        const QPointF at(m_done * 8, m_done % 7 * 16);
        (void)m_window.edits().edit("test", [&](Edit& edit) {
            return detail::statusOf(ui::addEntry(edit, ui::kNoteEntry, {}, at));
        });
    }
    // Only what is on disk counts.
    m_files.settle();
    say(QByteArray::number(m_done));
}

void TestEdits::recover() {
    for (QPushButton* button : m_window.fileBar().findChildren<QPushButton*>()) {
        if (button->text() == ui::FileController::tr("Recover")) { button->click(); }
    }
    // The bar acts after its click.
    QTimer::singleShot(0, this, [this] {
        say("recovered");
        m_window.close();
        QCoreApplication::exit(0);
    });
}

void TestEdits::say(const QByteArray& what) const {
    const std::string bytes = documentToBytes(m_window.drawing()->document());
    std::printf("%s %08x\n", what.constData(), crc32c(bytes));
    std::fflush(stdout);
}

}  // namespace weft::studio
