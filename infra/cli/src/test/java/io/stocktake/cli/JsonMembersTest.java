package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and order of all members that snapshots and restores print with {@code --json}. */
class JsonMembersTest {
  private static final String ENTRY = "kind,size,mode,uid,gid,owner,group,mtime";
  private static final String DETAILS =
      "{id,taken,plan,source,destination,kind,base,partial,coverage,rows,files,fileBytes,notStored,"
          + "bytes,tags[]}";
  private static final String OUTCOMES =
      "outcomes{done{rows,bytes},already-done{rows,bytes},drifted{rows,bytes},failed{rows,bytes},"
          + "unknown{rows,bytes},skipped{rows,bytes}}";
  private static final String RESTORE =
      "{directory,digest,source{bucket,prefix,at},target{root,files,same,sameBytes},"
          + "inventory{manifest,scanned,md5,files,rows,tellsEncryption},"
          + "options{delete,existing,rename-unsafe},totals[{action,reason,rows,bytes}],problemKinds{},notes[]}";

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    at.keepVersions("photos");
    at.write("d/a", "content".getBytes(UTF_8));
    Files.createSymbolicLink(at.source().resolve("link"), Path.of("d/a"));
    sync("first");
    at.write("d/a", "other content".getBytes(UTF_8));
    sync("second");
  }

  private void sync(String name) throws IOException {
    Path plan = temp.resolve(name);
    at.plan("photos", plan, "--attributes", "catalogue", "--links", "store").expect(0);
    at.program().run("apply", plan).expect(0);
  }

  @Test
  void snapshots() throws IOException {
    List<JsonNode> listing = lines(snapshots("list"));
    assertThat(members(listing)).containsExactly("{snapshots[" + DETAILS + "],ignored[]}");
    String first = listing.get(0).at("/snapshots/0/id").asText();
    String second = listing.get(0).at("/snapshots/1/id").asText();
    assertThat(members(lines(snapshots("show", second, "--rows"))))
        .containsExactly(
            DETAILS,
            "{key," + ENTRY + "}",
            "{key," + ENTRY + ",etag,versionId,evidence}",
            "{key,path," + ENTRY + ",linkTarget,etag,versionId,evidence}");
    assertThat(members(lines(snapshots("diff", first, second))))
        .contains("{mark,key," + ENTRY + ",etag,versionId,evidence}");
    assertThat(members(lines(snapshots("find", "d/a"))))
        .containsExactly("{snapshot,key," + ENTRY + ",etag,versionId,evidence}");
    assertThat(members(lines(snapshots("check", second, "--inventory", at.deliver("photos")))))
        .containsExactly("{id,scanned,objects,missing,notStored,listed,tellsVersions}");
    assertThat(members(lines(snapshots("tag", second, "t")))).containsExactly("{id,tag,new}");
  }

  private Program.Run snapshots(String what, Object... more) {
    Object[] all = new Object[4 + more.length];
    System.arraycopy(new Object[] {"snapshots", what, "s3://photos", "--json"}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return at.program().run(all).expect(0);
  }

  @Test
  void restores() throws IOException {
    String inventory = at.deliver("photos");
    Path plan = temp.resolve("restore");
    Path target = temp.resolve("target");
    Program.Run planned =
        at.program()
            .run(
                "restore-plan",
                "s3://photos",
                target,
                "--inventory",
                inventory,
                "--out",
                plan,
                "--json");
    assertThat(members(lines(planned.expect(0)))).containsExactly(RESTORE);
    assertThat(members(lines(at.program().run("show", plan, "--json").expect(0))))
        .containsExactly(RESTORE);
    assertThat(members(lines(at.program().run("apply", plan, "--json").expect(0))))
        .containsExactly(
            "{source,target,planned,"
                + OUTCOMES
                + ",left,settledBefore,requests,bytesFetched,seconds,stopped,problems,reasons[]}");
    assertThat(members(lines(at.program().run("status", plan, "--json").expect(0))))
        .containsExactly(
            "{directory,digest,begun,planned," + OUTCOMES + ",left,inDoubt,reasons[],problems}");
    assertThat(members(lines(at.program().run("report", plan, "--json").expect(0))))
        .singleElement()
        .asString()
        .startsWith(
            "[{directory,proven,flaws[],report{format,plan,planned,planner,source,at,destination,"
                + "inventory{manifest,md5,scanned},journal,problemKinds{},missed,"
                + "run{tool,started,ended,requests,bytesFetched,stopped,failure,notes[]},"
                + "figures{balanced,all{planned{rows,bytes}");
  }

  private static List<JsonNode> lines(Program.Run run) {
    return run.out().lines().map(JsonMembersTest::json).toList();
  }

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** The different forms that there are. */
  private static List<String> members(List<JsonNode> lines) {
    return lines.stream().map(JsonMembersTest::members).distinct().toList();
  }

  private static String members(JsonNode value) {
    if (value.isArray()) {
      return "["
          + (value.isEmpty() || value.get(0).isValueNode() ? "" : members(value.get(0)))
          + "]";
    }
    return value.properties().stream()
        .map(
            member ->
                member.getKey()
                    + (member.getValue().isValueNode() ? "" : members(member.getValue())))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
