// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui::test {

/// A graph opened in the real window, to be called and looked at.
struct LookedAt {
    LookedAt(const QString& name, const std::string& bytes) {
        ready = studio.open(studio.file(name, QByteArray::fromStdString(bytes)));
    }
    CanvasView& canvas() const { return studio.window->canvas(); }
    QStringList names() const { return studio.probe().names(); }

    using Feeds = std::vector<std::pair<QString, QString>>;
    void ask(const QStringList& fetches, const Feeds& feeds) {
        studio.window->sessions().ask([&](SessionFeed& feed) { feed.call({fetches, feeds}); });
    }
    /// Calls, and waits until it is answered, well or not.
    bool call(const QStringList& fetches, const Feeds& feeds) {
        const int before = studio.window->answered();
        ask(fetches, feeds);
        return QTest::qWaitFor([&] { return studio.window->answered() > before; });
    }
    /// Puts a row into the run sheet that trains a million steps by one node and fetches another.
    bool makeTraining(const std::string& trains, const std::string& fetched) {
        const Status made = studio.window->edits().edit("row", [&](Edit& edit) {
            const Document& all = edit.document();
            RunRow row;
            row.name = "train";
            row.mode = RunRow::Mode::Training;
            row.targets = {all.itemNamed(trains)->id};
            if (!all.rows().empty()) { row = *all.rows().front(); }
            row.split.clear();
            row.fetches = {{all.itemNamed(fetched)->id, "output:0"}};
            edit.put(std::move(row));
            weft::Settings settings = all.settings();
            settings.steps = 1'000'000;
            edit.put(std::move(settings));
            return okStatus();
        });
        return made.ok() && QTest::qWaitFor([&] { return studio.window->drawing()->upToDate(); });
    }
    /// A real double click into the picture of a part.
    void openPane(const QString& name, int pane) {
        const CanvasSnapshot& s = *canvas().snapshot();
        const int at = s.diagram.indexOf(studio.probe().idOf(name));
        const QRectF rect = s.rect(at);
        const QPointF scene = rect.topLeft() + paneRect(s.node(at), pane, rect.width()).center();
        QTest::mouseDClick(canvas().viewport(), Qt::LeftButton, {},
                           canvas().viewTransform().toView(scene).toPoint());
    }
    /// Writes what the window shows into a folder that a person looks at, where one is named.
    void picture(const QString& name) const {
        const QString folder = qEnvironmentVariable("WEFT_LOOK");
        if (folder.isEmpty()) { return; }
        for (const auto& [theme, word] : {std::pair(ThemeId::Light, "light"),
                                          {ThemeId::Contrast, "contrast"},
                                          {ThemeId::Dark, "dark"}}) {
            applyTheme(theme);
            QTest::qWait(300);
            studio.window->grab().save(folder + '/' + name + '_' + word + ".png");
        }
    }

    StudioFixture studio;
    bool ready = false;
};

}  // namespace weft::ui::test
