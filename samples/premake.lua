-- Each folder is a sample of its name; what they share stands in common/.

local packages = { "sdl2", "libqrencode", "libpng" }
if not have_packages(packages, "the samples") then return end

local common = sources_in("samples/common/*.c")
if #common > 0 then
    static_library("parts", "samples_common", "samples_common", common)
        includedirs { tree.root .. "/samples" }
        use(packages)
end

for _, folder in ipairs(os.matchdirs(tree.root .. "/samples/*")) do
    local name = path.getname(folder)
    local sources = sources_in("samples/" .. name .. "/*.c")
    if name ~= "common" and #sources > 0 then
        program("bin", name, sources)
            includedirs { tree.root .. "/samples" }
            if #common > 0 then links { "samples_common" } end
            use_chorus()
            use(packages)
    end
end
